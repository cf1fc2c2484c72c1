<#
.SYNOPSIS
Wraps the live tasks of one Task Scheduler folder with drivelaunch, or puts the originals back.

.DESCRIPTION
For every task of the folder: read its definition, let taskxml wrap it, and register it again where something
changed. This goes through the Schedule.Service interface, because files below System32\Tasks must not be edited.

What it keeps to:
  - Only tasks that taskxml changes are registered again. The others are not touched.
  - The logon type is never changed. A task that stores a password needs that password again when it is
    registered: it is asked for once per account, and tried on one task before the account's other tasks.
  - A registration trigger does not fire (TASK_IGNORE_REGISTRATION_TRIGGERS), and the task must still be there
    (TASK_UPDATE).
  - Before a task is registered, its definition is written to -BackupFolder. -Restore registers these again.

This script has not been run on Windows yet. Try it with -WhatIf, then on one task.

.PARAMETER TaskFolder
The folder in Task Scheduler, such as \Backup. Folders below it are not entered.

.PARAMETER BackupFolder
Where the definitions are kept as they were: one UTF-16 file for each task. An existing backup is never
written over.

.PARAMETER TaskXml
The path of taskxml.exe.

.PARAMETER WrapOptions
Options for `taskxml wrap`, such as '--config','D:\jobs\drives.ini'.

.PARAMETER Select
Selections for taskxml, such as 'uses=S'. All that are given must hold. Default: all actions.

.PARAMETER Restore
Registers the definitions in -BackupFolder again instead of wrapping.

.EXAMPLE
.\wrap-tasks.ps1 -TaskFolder \Backup -BackupFolder D:\task-backup -Select uses=S -WhatIf

.EXAMPLE
.\wrap-tasks.ps1 -TaskFolder \Backup -BackupFolder D:\task-backup -Restore
#>
[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]
param(
    [Parameter(Mandatory)] [string] $TaskFolder,
    [Parameter(Mandatory)] [string] $BackupFolder,
    [string] $TaskXml = 'C:\Program Files\DriveLaunch\taskxml.exe',
    [string[]] $WrapOptions = @(),
    [string[]] $Select = @('all'),
    [switch] $Restore
)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

# Task Scheduler's constants: taskschd.h, TASK_CREATION and TASK_LOGON_TYPE.
$TASK_UPDATE = 4
$TASK_IGNORE_REGISTRATION_TRIGGERS = 0x20
$LogonPassword = 1
$LogonInteractiveTokenOrPassword = 6
$IncludeHiddenTasks = 1

# TASK_LOGON_NONE, PASSWORD, S4U, INTERACTIVE_TOKEN, GROUP, SERVICE_ACCOUNT, INTERACTIVE_TOKEN_OR_PASSWORD
$needsPassword = @($LogonPassword, $LogonInteractiveTokenOrPassword)

$utf16 = New-Object System.Text.UnicodeEncoding($false, $true)

function Get-BackupPath([string] $name) {
    $safe = $name -replace '[\\/:*?"<>|]', '_'
    Join-Path $BackupFolder "$safe.xml"
}

# What taskxml makes of a definition; $null when it refuses it. Files and not pipes: PowerShell would decode and
# encode anew what it passes along.
function Get-WrappedXml([string] $name, [string] $xml) {
    $in = [System.IO.Path]::GetTempFileName()
    $out = [System.IO.Path]::GetTempFileName()
    try {
        [System.IO.File]::WriteAllText($in, $xml, $utf16)
        $selections = foreach ($expression in $Select) { '--select'; $expression }
        # PowerShell 5 turns what a program writes to its error stream into errors; the exit code is what counts.
        $ErrorActionPreference = 'Continue'
        $messages = & $TaskXml wrap @selections @WrapOptions --encoding utf-16 -o $out $in 2>&1
        $exitCode = $LASTEXITCODE
        $ErrorActionPreference = 'Stop'
        if ($exitCode -ne 0) {
            Write-Warning ("{0}: left as it is: {1}" -f $name, (($messages | ForEach-Object { "$_" }) -join ' '))
            return $null
        }
        return [System.IO.File]::ReadAllText($out)
    } finally {
        Remove-Item -LiteralPath $in, $out -ErrorAction SilentlyContinue
    }
}

# Passwords by account, as the user typed them; an account whose password was refused has none.
$passwords = @{}

# The password of an account, asked for once. $null: the user gave none, or it was refused before.
function Get-AccountPassword([string] $account) {
    if (-not $passwords.ContainsKey($account)) {
        $credential = Get-Credential -UserName $account -Message "Registering a task of $account needs its password again"
        $passwords[$account] = if ($credential) { $credential.GetNetworkCredential().Password } else { $null }
    }
    return $passwords[$account]
}

# Registers one definition over the task of that name, with the account and logon type it has. $true on success.
function Register-Definition($folder, [string] $name, [string] $xml, $principal) {
    $flags = $TASK_UPDATE -bor $TASK_IGNORE_REGISTRATION_TRIGGERS
    $account = if ($principal.GroupId) { $principal.GroupId } else { $principal.UserId }
    $password = $null
    if ($needsPassword -contains $principal.LogonType) {
        $password = Get-AccountPassword $account
        if ($null -eq $password) {
            Write-Warning "${name}: left as it is: no password for $account"
            return $false
        }
    }
    try {
        # No security descriptor: the task keeps the one it has.
        [void] $folder.RegisterTask($name, $xml, $flags, $account, $password, $principal.LogonType, $null)
        return $true
    } catch {
        # A refused password is not tried on the account's other tasks: that could lock the account.
        if ($null -ne $password) { $passwords[$account] = $null }
        Write-Warning ("{0}: left as it is: {1}" -f $name, $_.Exception.Message)
        return $false
    }
}

if (-not $Restore -and -not (Test-Path -LiteralPath $TaskXml)) {
    throw "taskxml.exe is not at $TaskXml. Say where it is with -TaskXml."
}
if ($Restore -and -not (Test-Path -LiteralPath $BackupFolder)) {
    throw "There is no backup folder $BackupFolder."
}
if (-not $Restore -and -not (Test-Path -LiteralPath $BackupFolder) -and $PSCmdlet.ShouldProcess($BackupFolder, 'create the backup folder')) {
    [void] (New-Item -ItemType Directory -Path $BackupFolder)
}

$service = New-Object -ComObject Schedule.Service
$service.Connect()
$folder = $service.GetFolder($TaskFolder)
$changed = 0
$left = 0
$refused = 0

foreach ($task in @($folder.GetTasks($IncludeHiddenTasks))) {
    $name = $task.Name
    $present = $task.Xml
    $backup = Get-BackupPath $name
    if ($Restore) {
        if (-not (Test-Path -LiteralPath $backup)) { $left++; continue }
        $wanted = [System.IO.File]::ReadAllText($backup)
    } else {
        $wanted = Get-WrappedXml $name $present
        if ($null -eq $wanted) { $refused++; continue }
    }
    if ($wanted -ceq $present) { $left++; continue }

    $verb = if ($Restore) { 'register the original again' } else { 'register the wrapped definition' }
    if (-not $PSCmdlet.ShouldProcess("$TaskFolder\$name", $verb)) { $left++; continue }
    # The first backup is the original; a later wrap of the wrapped task must not replace it.
    if (-not $Restore -and -not (Test-Path -LiteralPath $backup)) {
        [System.IO.File]::WriteAllText($backup, $present, $utf16)
    }
    if (Register-Definition $folder $name $wanted $task.Definition.Principal) { $changed++ } else { $refused++ }
}

"$changed registered, $left as they were, $refused refused"
if ($refused -ne 0) { exit 2 }
