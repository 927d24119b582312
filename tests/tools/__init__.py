"""Pages and papers as their readers open them: in a browser and in an office, which `make tools` installs."""
