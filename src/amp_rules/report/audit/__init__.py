"""What checking payments found, shown: pages, JSON."""

from amp_rules.report.audit.given import Given
from amp_rules.report.audit.object import audit_object, lines
from amp_rules.report.audit.page import audit_page

__all__ = ["Given", "audit_object", "audit_page", "lines"]
