#!/usr/bin/env pwsh
# Restore, build, test, publish; publish-native, which 'all' leaves out, needs a native toolchain. Each step is one dotnet command that works as well by
# hand; what it does stands in the MSBuild targets.
param([ValidateSet('restore', 'build', 'test', 'publish', 'publish-native', 'all')][string] $Step = 'all')
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
function Invoke-Dotnet { & dotnet @args; if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE } }
if ($Step -in 'restore', 'all') { Invoke-Dotnet restore Trm.Grid.sln }
if ($Step -in 'build', 'all') { Invoke-Dotnet build Trm.Grid.sln -c Release }
if ($Step -in 'test', 'all') { Invoke-Dotnet test --solution Trm.Grid.sln }
if ($Step -in 'publish', 'all') { Invoke-Dotnet msbuild Trm.Grid.sln -t:PublishAll }
if ($Step -eq 'publish-native') { Invoke-Dotnet msbuild Trm.Grid.sln -t:PublishAgentNative }
