@echo off
rem Copies the files of the folder %1 to the working directory. Returns 3 when it has copied.
if not exist "%~1" exit 2
copy /y "%~1\*.csv" . >nul
if errorlevel 1 exit 1
exit 3
