"""Who may touch a row that hangs on an application? The words of this app's row policies (``charter.kit.walls``)."""

from __future__ import annotations

from charter.kit.walls import STAFF, either, every, none_of, one_of, role

# The rows' application is one behind which an organisation of the actor stands.
PARTY = one_of("application_id", "my_applications")
# The application has been lent to the actor, and no connection hides it.
LENT = one_of("application_id", "lent_applications")
NOT_HIDDEN = none_of("application_id", "hidden_applications")
OFFICE = every(STAFF, NOT_HIDDEN)
CHAIR = every(role("chair"), NOT_HIDDEN)
# The application's people have invited staff into their comments.
STAFF_INVITED = (
    "EXISTS (SELECT 1 FROM applications_application seen WHERE seen.id = application_id AND seen.staff_in_comments)"
)
# Whoever may see the application's row; a table asks this where it holds nothing that an application hides.
SEEN = "EXISTS (SELECT 1 FROM applications_application seen WHERE seen.id = application_id)"
# What was written and added: never shown to somebody who has only been asked whether they have a connection.
CONTENT = either(OFFICE, PARTY, LENT, every(CHAIR, SEEN))
# What is an organisation's is seen by those who see an application it stands behind; ``{}`` is its column.
STANDS_BEHIND = "EXISTS (SELECT 1 FROM applications_applicationparty seen WHERE seen.organisation_id = {})"
# What is not public about an organisation needs the application itself to be seen, not only that it was awarded.
SHARES = (
    "EXISTS (SELECT 1 FROM applications_applicationparty seen JOIN applications_application behind"
    " ON behind.id = seen.application_id WHERE seen.organisation_id = {})"
)
OF_PARTY = "EXISTS (SELECT 1 FROM applications_applicationparty seen WHERE seen.id = party_id)"
OF_RETURN = "EXISTS (SELECT 1 FROM applications_return seen WHERE seen.id = returned_id)"
IN_USE = "EXISTS (SELECT 1 FROM applications_evidenceuse seen WHERE seen.evidence_id = applications_evidence.id)"
IN_APPLICATION = "EXISTS (SELECT 1 FROM applications_partyservice seen WHERE seen.service_id = charter_service.id)"
