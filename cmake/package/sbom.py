"""SPDX 2.3: what the packages contain, from which sources, under which licences."""

import hashlib
import json
import re
from pathlib import Path

import product
from product import Product
from third_party import COMPONENTS, Component


def _identifier(text: str) -> str:
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]+", "-", text).strip("-")


def _describe_file(path: Path, release: Product) -> dict[str, object]:
    content = path.read_bytes()
    return {
        "SPDXID": _identifier("Package-" + path.name),
        "name": path.name,
        "versionInfo": release.version,
        "supplier": f"Organization: {product.PUBLISHER}",
        "downloadLocation": release.download(path.name),
        "filesAnalyzed": False,
        "checksums": [{"algorithm": "SHA256", "checksumValue": hashlib.sha256(content).hexdigest()}],
        "licenseConcluded": product.LICENSE,
        "licenseDeclared": product.LICENSE,
        "copyrightText": product.COPYRIGHT,
        "primaryPackagePurpose": "ARCHIVE" if path.suffix in (".zip", ".gz") else "INSTALL",
    }


def _describe_component(component: Component) -> dict[str, object]:
    name, version = component.debian_source()
    return {
        "SPDXID": _identifier("Component-" + component.name),
        "name": component.name,
        "versionInfo": version,
        "downloadLocation": component.homepage,
        "filesAnalyzed": False,
        "licenseConcluded": component.license,
        "licenseDeclared": component.license,
        "copyrightText": f"Copyright {component.copyright}",
        "sourceInfo": f"compiled from, or linked from, the Debian source package {name} {version}",
        "externalRefs": [{
            "referenceCategory": "PACKAGE-MANAGER",
            "referenceType": "purl",
            "referenceLocator": f"pkg:deb/debian/{name}@{version.replace('+', '%2B').replace(':', '%3A')}?arch=source",
        }],
    }


def _relations(path: Path) -> list[dict[str, str]]:
    platform = "windows" if "windows" in path.name or path.suffix == ".msi" else "linux"
    identifier = _identifier("Package-" + path.name)
    relations = [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": identifier}]
    for component in COMPONENTS:
        if platform in component.platforms:
            relations.append({"spdxElementId": identifier, "relationshipType": "CONTAINS",
                              "relatedSpdxElement": _identifier("Component-" + component.name)})
    return relations


def write_sbom(path: Path, packages: list[Path], release: Product) -> None:
    """One document for all packages of the release."""
    described = [_describe_file(package, release) for package in packages]
    digest = hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": release.base_name,
        "documentNamespace": f"{product.REPOSITORY}/releases/tag/v{release.version}/sbom-{digest[:32]}",
        "creationInfo": {
            "created": release.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": [f"Organization: {product.PUBLISHER}", "Tool: cmake/package.sh"],
        },
        "packages": described + [_describe_component(component) for component in COMPONENTS],
        "relationships": [relation for package in packages for relation in _relations(package)],
    }
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
