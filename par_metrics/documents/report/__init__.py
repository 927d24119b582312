"""The periodic report of the plan as a DOCX: figures written out, what they lack, what can still be done.

`facts` asks, `wording` and the modules that use it write, `fields` names what a template may hold, `filling` puts it
there, `built_in` is the template to start from. Nothing here judges: what a figure means is left to the officer.
"""

from par_metrics.support.extras import need

need("reports")  # of every module here, before one of them imports it

from par_metrics.documents.report.report import Report, make_report  # noqa: E402

__all__ = ["Report", "make_report"]
