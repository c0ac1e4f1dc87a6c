"""Two Swedish support programmes as executable, cited, versioned rules."""

__version__ = "0.1.0"
