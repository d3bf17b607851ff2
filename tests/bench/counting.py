"""How many queries does a request make, and how many rows do they fetch?"""

from __future__ import annotations

from django.db import connection

ASK = "X-Count"


class CountingMiddleware:
    """Counts for a request that carries the header ``X-Count``, and says so in the answer's headers.

    Any other request passes untouched, so that what is timed is not what is counted.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        if ASK not in request.headers:
            return self.get_response(request)
        counted = {"queries": 0, "rows": 0}
        told: list[str] = []

        def count(execute, sql, params, many, context):
            answer = execute(sql, params, many, context)
            # BEGIN and COMMIT are not counted by anybody; a savepoint's words are no questions either.
            counted["queries"] += not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO"))
            if sql.lstrip().upper().startswith(("SELECT", "WITH")):
                counted["rows"] += max(context["cursor"].cursor.rowcount, 0)
            told.append(" ".join(sql.split()))
            return answer

        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response["X-Queries"], response["X-Rows"] = counted["queries"], counted["rows"]
        if request.headers[ASK] == "sql":
            response["X-Sql"] = " ;; ".join(line[:150] for line in told).encode("ascii", "replace").decode()[:7000]
        return response
