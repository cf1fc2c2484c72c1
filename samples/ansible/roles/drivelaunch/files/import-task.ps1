# Registers a definition over the task of that path, with the account and logon type it has. A task that stores a password needs
# it again; without one the task is left as it is.
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Xml,
    [string] $Account = '',
    [string] $Password = ''
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
# taskschd.h: TASK_UPDATE, TASK_IGNORE_REGISTRATION_TRIGGERS; TASK_LOGON_PASSWORD, TASK_LOGON_INTERACTIVE_TOKEN_OR_PASSWORD
$flags = 4 -bor 0x20
$storesPassword = 1, 6

$service = New-Object -ComObject Schedule.Service
$service.Connect()
$split = $Path.LastIndexOf('\')
$folder = $service.GetFolder($(if ($split -gt 0) { $Path.Substring(0, $split) } else { '\' }))
$name = $Path.Substring($split + 1)
$logon = $folder.GetTask($name).Definition.Principal.LogonType
$secret = $null
if ($storesPassword -contains $logon) {
    if ($Password -eq '') {
        $Ansible.Failed = $true
        "left as it is: $Path needs the password of $Account in drivelaunch_task_passwords"
        return
    }
    $secret = $Password
}
[void] $folder.RegisterTask($name, $Xml, $flags, $(if ($Account) { $Account } else { $null }), $secret, $logon, $null)
"registered: $Path"
