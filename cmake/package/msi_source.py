"""The MSI as wixl's source: folders, one component for each file, features, upgrades, and `setup` as an action.

Public documentation of Windows Installer that this rests on:
- Component table, "Changing the Component Code": one file, one component, the same code in every version, so that a file stays in
  place while the new version takes it over from the old one.
- RemoveExistingProducts behind InstallExecute: the new files are there before the old version goes, so that no task that starts
  meanwhile misses its launcher.
- MSIRESTARTMANAGERCONTROL=Disable: Restart Manager would end the launchers, and with them the programs of running tasks. A
  program in use is replaced all the same, and the installer ends with 3010.
"""

from pathlib import PurePosixPath
from xml.sax.saxutils import escape, quoteattr

import product
from payload import File
from product import Product, make_guid

EVENT_SOURCE = r"SYSTEM\CurrentControlSet\Services\EventLog\Application\DriveLaunch"
MESSAGE_FILE = "drivelaunch.exe"
SETUP_CONDITION = 'REMOVE<>"ALL"'
_FOR_ADMINISTRATORS = "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
_FOR_PASSING_THROUGH = _FOR_ADMINISTRATORS + "(A;;0x1200a0;;;BU)"
# What drivelaunch setup makes (launcher/win32/security/product_folder.cpp); package.msi-tables compares the two.
DATA_FOLDERS = {
    "DataFolder": ("DriveLaunch", _FOR_ADMINISTRATORS + "(A;OICI;0x1200a9;;;BU)"),
    "LogFolder": ("logs", _FOR_ADMINISTRATORS),
    "CredentialFolder": ("credentials", _FOR_PASSING_THROUGH),
    "TaskFolder": ("tasks", _FOR_ADMINISTRATORS),
    "ProbeFolder": ("probes", _FOR_PASSING_THROUGH),
}


def file_id(file: File) -> str:
    """The key of a file in the tables."""
    return PurePosixPath(file.name).name.replace("-", "_")


def component_id(file: File) -> str:
    return "c_" + file_id(file)


def _component(identifier: str, place: str, content: str) -> str:
    return (f'<Component Id={quoteattr(identifier)} Guid={quoteattr(make_guid("component " + place).strip("{}"))} Win64="yes">'
            f"{content}</Component>\n")


def _file_component(file: File) -> str:
    key = quoteattr(file_id(file))
    content = f'<File Id={key} Name={quoteattr(PurePosixPath(file.name).name)} Source={quoteattr(file.name)} KeyPath="yes"/>'
    if file.name == MESSAGE_FILE:
        content += (
            f'<RegistryKey Root="HKLM" Key={quoteattr(EVENT_SOURCE)}>'
            f'<RegistryValue Name="EventMessageFile" Type="string" Value="[#{file_id(file)}]"/>'
            '<RegistryValue Name="TypesSupported" Type="integer" Value="7"/></RegistryKey>'
            r'<RegistryKey Root="HKLM" Key="SOFTWARE\DriveLaunch">'
            '<RegistryValue Name="Version" Type="string" Value="[ProductVersion]"/>'
            '<RegistryValue Name="InstallFolder" Type="string" Value="[InstallFolder]"/></RegistryKey>'
        )
    return _component(component_id(file), "ProgramFiles64Folder/DriveLaunch/" + file.name, content)


def _search_path_component() -> str:
    content = (r'<RegistryValue Root="HKLM" Key="SOFTWARE\DriveLaunch" Name="SearchPath" Type="integer" Value="1" KeyPath="yes"/>')
    return _component("SearchPath", "PATH", content)


def _data_folder_component(folder: str) -> str:
    return _component("c_" + folder, "CommonAppDataFolder " + folder, "<CreateFolder/>")


def make_source(files: list[File], release: Product) -> str:
    """The source; the names of files in it are relative to the folder wixl runs in."""
    main = [file for file in files if "/" not in file.name]
    samples = [file for file in files if file.name.startswith("samples/")]
    references = [component_id(file) for file in main + samples] + ["c_" + folder for folder in DATA_FOLDERS]
    feature = "".join(f"<ComponentRef Id={quoteattr(name)}/>" for name in references)
    sub_folders = "".join(
        f'<Directory Id="{folder}" Name="{DATA_FOLDERS[folder][0]}">{_data_folder_component(folder)}</Directory>'
        for folder in DATA_FOLDERS if folder != "DataFolder"
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
<Product Id="{release.product_code.strip("{}")}" Name="DriveLaunch" Version="{release.version}" Language="1033"
  Manufacturer={quoteattr(product.PUBLISHER)} UpgradeCode="{product.UPGRADE_CODE.strip("{}")}">
<Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine" Description="DriveLaunch {release.version}"
  Manufacturer={quoteattr(product.PUBLISHER)}/>
<MajorUpgrade DowngradeErrorMessage="A later version of DriveLaunch is installed. Uninstall it first: Settings, Apps."/>
<Media Id="1" Cabinet="drivelaunch.cab" EmbedCab="yes"/>
<Property Id="CURRENTMAJORVERSION">
  <RegistrySearch Id="CurrentMajorVersion" Root="HKLM" Key="SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion"
    Name="CurrentMajorVersionNumber" Type="raw" Win64="yes"/>
</Property>
<Condition Message="DriveLaunch needs Windows 10, Windows Server 2016 or later, x64.">Installed OR (VersionNT64 AND CURRENTMAJORVERSION)</Condition>
<Property Id="MSIRESTARTMANAGERCONTROL" Value="Disable"/>
<Property Id="ARPURLINFOABOUT" Value={quoteattr(product.REPOSITORY)}/>
<Property Id="ARPHELPLINK" Value={quoteattr(product.REPOSITORY)}/>
<Property Id="ARPCOMMENTS" Value={quoteattr(product.SUMMARY)}/>
<Property Id="ARPNOMODIFY" Value="1"/>
<Directory Id="TARGETDIR" Name="SourceDir">
<Directory Id="ProgramFiles64Folder"><Directory Id="InstallFolder" Name="DriveLaunch">
{"".join(map(_file_component, main))}{_search_path_component()}
<Directory Id="SampleFolder" Name="samples">
{"".join(map(_file_component, samples))}</Directory></Directory></Directory>
<Directory Id="CommonAppDataFolder"><Directory Id="DataFolder" Name="DriveLaunch">
{_data_folder_component("DataFolder")}{sub_folders}</Directory></Directory>
</Directory>
<Feature Id="Programs" Title="Programs" Level="1" Absent="disallow">{feature}</Feature>
<Feature Id="Path" Title="Search path" Level="1"><ComponentRef Id="SearchPath"/></Feature>
<CustomAction Id="SetUpMachine" FileKey="{MESSAGE_FILE}" ExeCommand="setup" Execute="deferred" Impersonate="no" Return="check"/>
<InstallExecuteSequence>
<Custom Action="SetUpMachine" After="InstallFiles">{escape(SETUP_CONDITION)}</Custom>
</InstallExecuteSequence>
</Product>
</Wix>
"""
