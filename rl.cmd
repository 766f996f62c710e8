@echo off
rem Builds the command line if a source is newer than the last build, then runs it from the caller's directory.
setlocal
set "RL_ROOT=%~dp0"
set "RL_RELEASES=%RL_ROOT%Client\bin\rl"

where dotnet >nul 2>nul
if errorlevel 1 (
    echo error: dotnet is not installed: the .NET 10 SDK is needed ^(https://dotnet.microsoft.com/download^) 1>&2
    exit /b 1
)

call :is_current
if errorlevel 1 call :build
if errorlevel 1 exit /b 1

set /p RL_RELEASE=<"%RL_RELEASES%\current"
dotnet "%RL_RELEASES%\%RL_RELEASE%\rl.dll" %*
exit /b %ERRORLEVEL%

rem A folder's own time tells of files that were deleted or renamed.
:is_current
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$current = Join-Path $env:RL_RELEASES 'current'; if (!(Test-Path $current)) { exit 1 };" ^
  "$release = (Get-Content $current -TotalCount 1).Trim(); if (!(Test-Path (Join-Path $env:RL_RELEASES \"$release\rl.dll\"))) { exit 1 };" ^
  "$built = (Get-Item $current).LastWriteTimeUtc;" ^
  "$folders = 'Environments','Environments.Service','Learning','Runtime','Grains.Interfaces','Grains','Worker','Client' | ForEach-Object { Join-Path $env:RL_ROOT $_ };" ^
  "$files = 'Directory.Build.props','Directory.Build.targets','Directory.Packages.props','BannedSymbols.txt','.editorconfig','global.json' | ForEach-Object { Join-Path $env:RL_ROOT $_ };" ^
  "$all = @(Get-Item ($folders + $files)) + @(Get-ChildItem $folders -Recurse -Force);" ^
  "if ($all | Where-Object { $_.LastWriteTimeUtc -gt $built -and $_.FullName -notmatch '\\(bin|obj)(\\|$)' } | Select-Object -First 1) { exit 1 }; exit 0"
exit /b %ERRORLEVEL%

rem One folder a build: a run that is under way keeps the files it was started from.
:build
for %%F in (Environments Environments.Service Learning Runtime Runtime\Generators Grains.Interfaces Grains Worker Client) do (
    if not exist "%RL_ROOT%%%F\bin" mkdir "%RL_ROOT%%%F\bin"
    if not exist "%RL_ROOT%%%F\obj" mkdir "%RL_ROOT%%%F\obj"
)
if not exist "%RL_RELEASES%" mkdir "%RL_RELEASES%"
set "RL_RELEASE=%RANDOM%%RANDOM%%RANDOM%"
set "RL_OUTPUT=%TEMP%\rl-build-%RL_RELEASE%.log"
type nul > "%RL_RELEASES%\start-%RL_RELEASE%"

rem Compiled ahead of time it starts faster; where the compiler for that cannot be had, it still works.
dotnet publish "%RL_ROOT%Client\Client.csproj" -c Release -nologo -v quiet -o "%RL_RELEASES%\%RL_RELEASE%" -p:AheadOfTime=true > "%RL_OUTPUT%" 2>&1
if errorlevel 1 dotnet publish "%RL_ROOT%Client\Client.csproj" -c Release -nologo -v quiet -o "%RL_RELEASES%\%RL_RELEASE%" > "%RL_OUTPUT%" 2>&1
if errorlevel 1 (
    type "%RL_OUTPUT%" 1>&2
    del "%RL_OUTPUT%" "%RL_RELEASES%\start-%RL_RELEASE%" 2>nul
    echo error: the build failed 1>&2
    exit /b 1
)
del "%RL_OUTPUT%" 2>nul

rem "current" names the newest release, and is as old as the start of its build.
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$start = Join-Path $env:RL_RELEASES \"start-$env:RL_RELEASE\"; $time = (Get-Item $start).LastWriteTimeUtc;" ^
  "Set-Content $start $env:RL_RELEASE; (Get-Item $start).LastWriteTimeUtc = $time;" ^
  "Move-Item -Force $start (Join-Path $env:RL_RELEASES 'current');" ^
  "Get-ChildItem $env:RL_RELEASES -Directory | Sort-Object LastWriteTimeUtc -Descending | Select-Object -Skip 3 | Remove-Item -Recurse -Force -ErrorAction SilentlyContinue; exit 0"
exit /b %ERRORLEVEL%
