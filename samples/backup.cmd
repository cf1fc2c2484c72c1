@echo off
rem Copies the files of the folder %1 to the working directory. Returns 3 when it has copied.
if not exist "%~1" exit 2
copy "%~1\*.csv" . >nul || exit 1
exit 3
