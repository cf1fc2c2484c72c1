<#
.SYNOPSIS
The MSI on Windows: installation, rights of its folders, a wrapped task that Task Scheduler runs, repair, uninstallation.

.DESCRIPTION
For a machine of its own, such as a runner of .github/workflows/windows.yml: it installs and removes DriveLaunch, makes a share and a
task, and takes them away again. Needs an elevated prompt. Not yet run: package.msi shows the same under Wine.

.PARAMETER Packages
The folder that cmake/package.sh made.
#>
[CmdletBinding()]
param([Parameter(Mandatory)] [string] $Packages)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'

$folder = Join-Path $env:ProgramFiles 'DriveLaunch'
$data = Join-Path $env:ProgramData 'DriveLaunch'
$launcher = Join-Path $folder 'drivelaunch.exe'
$taskxml = Join-Path $folder 'taskxml.exe'
$msi = (Get-ChildItem -Path $Packages -Filter '*.msi').FullName
$work = Join-Path $env:SystemDrive 'drivelaunch-install-test'

function Assert([bool] $holds, [string] $what) {
    if (-not $holds) { throw "FAILED: $what" }
    "passed: $what"
}

function Install([string[]] $arguments) {
    $log = Join-Path $work 'msi.log'
    $process = Start-Process -FilePath msiexec.exe -ArgumentList ($arguments + '/qn', '/norestart', '/l*v', "`"$log`"") -Wait -PassThru
    if ($process.ExitCode -ne 0) { Get-Content -LiteralPath $log | Select-Object -Last 60 }
    Assert ($process.ExitCode -eq 0) "msiexec $arguments"
}

New-Item -ItemType Directory -Force -Path "$work\share\tools", "$work\share\jobs", "$work\source" | Out-Null
try {
    Install '/i', "`"$msi`""
    Assert ((& $launcher --version) -match '^drivelaunch \d') 'the launcher runs from Program Files'

    # What Windows Installer made of MsiLockPermissionsEx is what setup itself would make.
    $said = & $launcher setup
    Assert (@($said -match '^in order: ').Count -eq 3) "setup finds its three folders in order: $($said -join '; ')"
    Assert ((Get-Acl -LiteralPath $data).AreAccessRulesProtected) 'the folder in ProgramData inherits nothing'

    New-SmbShare -Name drivelaunch-test -Path "$work\share" -FullAccess "$env:COMPUTERNAME\$env:USERNAME", 'SYSTEM' | Out-Null
    Set-Content -LiteralPath "$data\drives.ini" -Encoding utf8 -Value "[drive.S]`r`npath = \\localhost\drivelaunch-test`r`nverify = writable"
    Copy-Item -LiteralPath "$folder\samples\backup.cmd" -Destination "$work\share\tools"
    Set-Content -LiteralPath "$work\source\orders.csv" -Value 'orders of the day'

    # A task of SYSTEM that needs S:, wrapped and registered.
    $action = New-ScheduledTaskAction -Execute 'S:\tools\backup.cmd' -Argument "`"$work\source`"" -WorkingDirectory 'S:\jobs'
    $principal = New-ScheduledTaskPrincipal -UserId 'SYSTEM' -RunLevel Highest
    Register-ScheduledTask -TaskName 'drivelaunch-install-test' -Action $action -Principal $principal | Out-Null
    Export-ScheduledTask -TaskName 'drivelaunch-install-test' | Set-Content -LiteralPath "$work\task.xml" -Encoding unicode
    & $taskxml wrap -o "$work\wrapped.xml" "$work\task.xml"
    Assert ($LASTEXITCODE -eq 0) 'taskxml wraps the exported task'
    Register-ScheduledTask -TaskName 'drivelaunch-install-test' -Xml (Get-Content -Raw -LiteralPath "$work\wrapped.xml") -Force | Out-Null
    Start-ScheduledTask -TaskName 'drivelaunch-install-test'
    $end = (Get-Date).AddMinutes(3)
    do { Start-Sleep -Seconds 1 } until ((Get-ScheduledTask -TaskName 'drivelaunch-install-test').State -ne 'Running' -or (Get-Date) -gt $end)
    $result = (Get-ScheduledTaskInfo -TaskName 'drivelaunch-install-test').LastTaskResult
    Assert ($result -eq 3) "the task ended with $result"
    Assert (Test-Path -LiteralPath "$work\share\jobs\orders.csv") 'what the task copied is on the share'

    Remove-Item -LiteralPath $taskxml
    Install '/fa', "`"$msi`""
    Assert (Test-Path -LiteralPath $taskxml) 'repair brings a deleted file back'

    Install '/x', "`"$msi`""
    Assert (-not (Test-Path -LiteralPath $launcher)) 'the programs are gone'
    Assert (Test-Path -LiteralPath "$data\drives.ini") 'drives.ini is kept'
} finally {
    Unregister-ScheduledTask -TaskName 'drivelaunch-install-test' -Confirm:$false -ErrorAction SilentlyContinue
    Remove-SmbShare -Name drivelaunch-test -Force -ErrorAction SilentlyContinue
    Remove-Item -LiteralPath $work -Recurse -Force -ErrorAction SilentlyContinue
}
