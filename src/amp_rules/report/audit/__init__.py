"""What checking payments found, shown: pages, JSON, workbook, HTML, PDF."""

from amp_rules.report.audit.given import Given
from amp_rules.report.audit.html import audit_html
from amp_rules.report.audit.object import audit_object, lines
from amp_rules.report.audit.page import audit_page
from amp_rules.report.audit.workbook import save_audit_workbook

__all__ = [
    "Given",
    "audit_html",
    "audit_object",
    "audit_page",
    "lines",
    "save_audit_workbook",
]
