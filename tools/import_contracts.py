"""A contract that import-linter does not bring: the modules of a package keep apart, but for shared helpers."""

from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class ApartContract(Contract):
    """Let no module of the package import a sibling, except those that are named or begin with an underscore."""

    package: Any = fields.ModuleField()
    shared: Any = fields.SetField(subfield=fields.StringField(), required=False, default=set())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002, FBT001  import-linter's own signature
        siblings = {module for module in graph.find_descendants(self.package.name) if not self._is_shared(module)}
        broken = [
            (importer, imported)
            for importer in sorted(siblings)
            for imported in sorted(graph.find_modules_directly_imported_by(importer) & siblings)
            if self._name(importer) != self._name(imported)
        ]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["broken"]:
            output.print_error(f"{importer} imports {imported}: move what both need into a module that begins with _.")

    def _is_shared(self, module: str) -> bool:
        name = self._name(module)
        return name.startswith("_") or name in self.shared

    def _name(self, module: str) -> str:
        """Give the module's name under the package; what lies deeper belongs to it."""
        return module.removeprefix(f"{self.package.name}.").split(".")[0]
