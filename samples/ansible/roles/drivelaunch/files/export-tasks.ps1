# The tasks of some folders of Task Scheduler: path, account and definition of each.
param([Parameter(Mandatory)] [string[]] $Folder)

Set-StrictMode -Version 3
$ErrorActionPreference = 'Stop'
$service = New-Object -ComObject Schedule.Service
$service.Connect()
foreach ($name in $Folder) {
    $path = if ($name.Length -gt 1) { $name.TrimEnd('\') } else { $name }
    foreach ($task in $service.GetFolder($path).GetTasks(1)) {
        $principal = $task.Definition.Principal
        @{
            path    = $task.Path
            account = if ($principal.GroupId) { $principal.GroupId } else { $principal.UserId }
            xml     = $task.Xml
        }
    }
}
