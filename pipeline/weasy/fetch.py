"""Bytes for the URLs of a document, from what the author's project holds and from nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from weasyprint.urls import URLFetcher, URLFetcherResponse

from pipeline.weasy import internals


class Resources(URLFetcher):  # type: ignore[misc]
    """A fetcher without network or disk: it serves `resources` and `data:`, and keeps what it refused."""

    def __init__(self, resources: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("data",))
        self.serve(resources)
        self.refused: list[str] = []

    def serve(self, resources: Mapping[str, bytes]) -> None:
        """Serve these from now on."""
        self._resources = {internals.iri_to_uri(url): data for url, data in resources.items()}

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Answer with the bytes of `url`, or refuse it."""
        known = self._resources.get(internals.iri_to_uri(url))
        if known is not None:
            return URLFetcherResponse(url, known)
        if url.lower().startswith("data:"):
            return super().fetch(url, headers)
        if url not in self.refused:
            self.refused.append(url)
        raise ValueError("not among the files of the project")
