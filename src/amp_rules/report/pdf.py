"""A page as a tagged PDF, drawn from its HTML with nothing fetched."""

from __future__ import annotations

from amp_rules.errors import AmpRulesError, MissingExtraError

_VARIANT = "pdf/ua-1"


class PdfError(AmpRulesError):
    """A page that no PDF is made of, as it asks for something outside itself."""


class MissingPangoError(AmpRulesError):
    """The system libraries that draw a PDF's text are not installed."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            "a PDF needs the Pango libraries of the system"
            f" ({reason}); install them with: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
            " libharfbuzz-subset0"
        )


def html_as_pdf(page_html: str) -> bytes:
    """The PDF of a page's HTML: tagged (PDF/UA-1), with its language, its title and its fonts.

    Raises PdfError where the page asks for anything but a data: address, MissingExtraError without
    WeasyPrint, MissingPangoError where the system lacks the libraries that draw text.
    """
    try:
        import weasyprint  # type: ignore[import-untyped]
        from weasyprint.urls import URLFetcher  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingExtraError("a PDF needs WeasyPrint", "audit", str(error)) from None
    except OSError as error:
        raise MissingPangoError(_library(error)) from None

    fetcher = URLFetcher(allowed_protocols=("data",))
    opened = fetcher.fetch
    refused: list[str] = []

    def only_data(url: str, headers: dict[str, str] | None = None) -> object:
        """The content of a data: address; what else is asked for is taken down by its scheme alone."""
        if not url.lower().startswith("data:"):
            refused.append(url.partition(":")[0].lower()[:16])
            raise ValueError("only data: addresses are opened")
        return opened(url, headers)

    fetcher.fetch = only_data
    page = weasyprint.HTML(string=page_html, url_fetcher=fetcher)
    made = page.write_pdf(pdf_variant=_VARIANT)
    if refused:
        raise PdfError(f"the page asks for a {refused[0]}: address; only data: addresses are opened")
    assert isinstance(made, bytes)
    return made


def _library(error: OSError) -> str:
    """The library that could not be loaded, from the first line of what the loader says."""
    return (str(error).splitlines() or ["unknown"])[0][:120]
