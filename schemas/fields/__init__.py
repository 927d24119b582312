"""Every field once, in a module a subject. Kinds name the fields they use.

The pandera models, the warehouse tables, the headings that built-in profiles read and
the reference page are all made from these.
"""
