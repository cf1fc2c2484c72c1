#include "launcher/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace launcher {
namespace {

using enum Operation;
using enum FailureKind;

constexpr std::array<FailureMeaning, 119> kMeanings{{
    {connect, 51, "ERROR_REM_NOT_LIST", transient,
     "Check that the server is running and that this machine can reach it: Test-NetConnection SERVER -Port "
     "445"},
    {connect, 53, "ERROR_BAD_NETPATH", transient,
     "Check the name of the server in path, and that this machine can reach it: Test-NetConnection SERVER "
     "-Port 445"},
    {connect, 54, "ERROR_NETWORK_BUSY", transient,
     "The server or the network is overloaded: raise timeout, or start the task at a quieter time"},
    {connect, 55, "ERROR_DEV_NOT_EXIST", transient,
     "Check on the server that the share still exists: Get-SmbShare"},
    {connect, 59, "ERROR_UNEXP_NET_ERR", transient,
     "Look into the server's event log Microsoft-Windows-SMBServer/Connectivity for this time"},
    {connect, 64, "ERROR_NETNAME_DELETED", transient,
     "The server closed the connection: check whether it was restarting, and raise timeout if so"},
    {connect, 71, "ERROR_REQ_NOT_ACCEP", transient,
     "The server accepts no more connections: check its limit of users for the share (Get-SmbShare, "
     "ConcurrentUserLimit)"},
    {connect, 121, "ERROR_SEM_TIMEOUT", transient,
     "The server did not answer in time: check the network, or raise timeout"},
    {connect, 170, "ERROR_BUSY", transient,
     "Windows was busy with another connection: raise timeout if this returns"},
    {connect, 1222, "ERROR_NO_NETWORK", transient,
     "Check that the service Workstation is running: Get-Service LanmanWorkstation"},
    {connect, 1225, "ERROR_CONNECTION_REFUSED", transient,
     "The server refuses TCP port 445: check that its file service runs and that no firewall is between: "
     "Test-NetConnection SERVER -Port 445"},
    {connect, 1226, "ERROR_GRACEFUL_DISCONNECT", transient,
     "The server closed the connection: check whether it was restarting, and raise timeout if so"},
    {connect, 1231, "ERROR_NETWORK_UNREACHABLE", transient,
     "Check the network of this machine; for a task at start-up, raise timeout"},
    {connect, 1232, "ERROR_HOST_UNREACHABLE", transient,
     "Check that the server is running and that this machine can reach it: Test-NetConnection SERVER -Port "
     "445"},
    {connect, 1233, "ERROR_PROTOCOL_UNREACHABLE", transient,
     "Check the network protocols of this machine: Get-NetAdapterBinding"},
    {connect, 1234, "ERROR_PORT_UNREACHABLE", transient,
     "Check that the server is running and that this machine can reach it: Test-NetConnection SERVER -Port "
     "445"},
    {connect, 1235, "ERROR_REQUEST_ABORTED", transient,
     "The connection was broken off: check the network, or raise timeout"},
    {connect, 1236, "ERROR_CONNECTION_ABORTED", transient,
     "The connection was broken off: check the network, or raise timeout"},
    {connect, 1237, "ERROR_RETRY", transient, "Windows asked to try again: raise timeout if this returns"},
    {connect, 1256, "ERROR_HOST_DOWN", transient,
     "Check that the server is running and that this machine can reach it: Test-NetConnection SERVER -Port "
     "445"},
    {connect, 1220, "ERROR_REMOTE_SESSION_LIMIT_EXCEEDED", transient,
     "The server's limit of sessions is reached: raise it, or close sessions there (Get-SmbSession)"},
    {connect, 1238, "ERROR_CONNECTION_COUNT_LIMIT", transient,
     "The limit of connections for this account is reached: close others (net use), or raise the limit on "
     "the server"},
    {connect, 1450, "ERROR_NO_SYSTEM_RESOURCES", transient,
     "This machine or the server is short of memory: Get-WinEvent -LogName System on both shows when and "
     "why"},
    {connect, 1460, "ERROR_TIMEOUT", transient,
     "The server did not answer in time: check the network, or raise timeout"},
    {connect, 1311, "ERROR_NO_LOGON_SERVERS", transient,
     "No domain controller could be reached: nltest /dsgetdc:DOMAIN; for a task at start-up, raise timeout"},
    {connect, 1355, "ERROR_NO_SUCH_DOMAIN", transient,
     "The domain could not be found: nltest /dsgetdc:DOMAIN; for a task at start-up, raise timeout"},
    {connect, 1908, "ERROR_DOMAIN_CONTROLLER_NOT_FOUND", transient,
     "No domain controller could be found: nltest /dsgetdc:DOMAIN; for a task at start-up, raise timeout"},
    {connect, 1722, "RPC_S_SERVER_UNAVAILABLE", transient,
     "Check that the server is running and that no firewall is between: Test-NetConnection SERVER -Port 445"},
    {connect, 1792, "ERROR_NETLOGON_NOT_STARTED", transient,
     "Start the service Netlogon (Start-Service Netlogon); for a task at start-up, raise timeout"},
    {connect, 2, "ERROR_FILE_NOT_FOUND", ambiguous,
     "The share is there, the folder below it is not: check path"},
    {connect, 3, "ERROR_PATH_NOT_FOUND", ambiguous,
     "The share is there, the folder below it is not: check path"},
    {connect, 67, "ERROR_BAD_NET_NAME", ambiguous,
     "Check the name of the share in path: Get-SmbShare on the server lists them"},
    {connect, 1201, "ERROR_CONNECTION_UNAVAIL", ambiguous,
     "The device is remembered but not connected: remove it with net use LETTER: /delete"},
    {connect, 1203, "ERROR_NO_NET_OR_BAD_PATH", ambiguous,
     "Check path, and that the service Workstation is running: Get-Service LanmanWorkstation"},
    {connect, 1265, "ERROR_DOWNGRADE_DETECTED", ambiguous,
     "A domain controller could not be asked safely: nltest /sc_verify:DOMAIN; for a task at start-up, raise "
     "timeout"},
    {connect, 2250, "ERROR_NOT_CONNECTED", ambiguous,
     "The service Workstation is in trouble: Restart-Service LanmanWorkstation"},
    {connect, 86, "ERROR_INVALID_PASSWORD", credentials,
     "The server refused the password: check it by hand with net use \\\\SERVER\\SHARE /user:USER"},
    {connect, 1326, "ERROR_LOGON_FAILURE", credentials,
     "The server refused the user name or the password of the account this task runs as; a computer account "
     "(SYSTEM, NETWORK SERVICE) must be allowed on the share as DOMAIN\\COMPUTER$"},
    {connect, 1327, "ERROR_ACCOUNT_RESTRICTION", credentials,
     "A restriction of the account forbids it: a blank password, or hours and machines it may log on at; net "
     "user USER shows them (with /domain for one of the domain)"},
    {connect, 1328, "ERROR_INVALID_LOGON_HOURS", credentials,
     "The account may not log on at this hour: see Logon Hours in its properties"},
    {connect, 1329, "ERROR_INVALID_WORKSTATION", credentials,
     "The account may not log on from this machine: see Log On To in its properties"},
    {connect, 1330, "ERROR_PASSWORD_EXPIRED", credentials,
     "Set a new password for the account: net user USER * (with /domain for one of the domain)"},
    {connect, 1331, "ERROR_ACCOUNT_DISABLED", credentials,
     "Enable the account: Enable-ADAccount or net user USER /active:yes"},
    {connect, 1793, "ERROR_ACCOUNT_EXPIRED", credentials,
     "The account has expired: Set-ADAccountExpiration or net user USER /expires:never"},
    {connect, 1907, "ERROR_PASSWORD_MUST_CHANGE", credentials,
     "The account must change its password first: log on with it once, or set a new one: net user USER *"},
    {connect, 1909, "ERROR_ACCOUNT_LOCKED_OUT", credentials,
     "The account is locked: find what tries a wrong password, then Unlock-ADAccount"},
    {connect, 1938, "ERROR_PASSWORD_CHANGE_REQUIRED", credentials,
     "The account must change its password first: log on with it once, or set a new one: net user USER *"},
    {connect, 2202, "ERROR_BAD_USERNAME", credentials,
     "Another connection to this server was made with a user name: net use shows it; remove it, or give this "
     "drive the same credential"},
    {connect, 1315, "ERROR_INVALID_ACCOUNT_NAME", credentials,
     "The user name is not well-formed: write DOMAIN\\user, SERVER\\user or user@domain"},
    {connect, 1317, "ERROR_NO_SUCH_USER", credentials,
     "There is no such user on the server or in its domain: write DOMAIN\\user or SERVER\\user"},
    {connect, 1244, "ERROR_NOT_AUTHENTICATED", credentials,
     "The server wants a logon: run the task as an account that the share allows; Get-SmbShareAccess on the "
     "server shows them"},
    {connect, 1245, "ERROR_NOT_LOGGED_ON", credentials,
     "This session has no network identity: a task with 'Do not store password' has none; store the "
     "password, or use a service account"},
    {connect, 1312, "ERROR_NO_SUCH_LOGON_SESSION", credentials,
     "This session has no network identity: a task with 'Do not store password' has none; store the "
     "password, or use a service account"},
    {connect, 1314, "ERROR_PRIVILEGE_NOT_HELD", credentials,
     "The account lacks a privilege: see secpol.msc, User Rights Assignment"},
    {connect, 1380, "ERROR_LOGON_NOT_GRANTED", credentials,
     "The account may not log on to the server from the network: secpol.msc on the server, 'Access this "
     "computer from the network'"},
    {connect, 1385, "ERROR_LOGON_TYPE_NOT_GRANTED", credentials,
     "The account may not log on to the server from the network: secpol.msc on the server, 'Access this "
     "computer from the network'"},
    {connect, 5, "ERROR_ACCESS_DENIED", access_denied,
     "The share does not allow this account: Get-SmbShareAccess on the server shows who may; a computer "
     "account (SYSTEM, NETWORK SERVICE) is DOMAIN\\COMPUTER$"},
    {connect, 65, "ERROR_NETWORK_ACCESS_DENIED", access_denied,
     "The share does not allow this account: Get-SmbShareAccess on the server shows who may"},
    {connect, 50, "ERROR_NOT_SUPPORTED", policy,
     "The server does not speak what this machine requires: compare Get-SmbClientConfiguration here with "
     "Get-SmbServerConfiguration there"},
    {connect, 58, "ERROR_BAD_NET_RESP", policy,
     "The server answers what SMB does not allow: check that path names a file server, and update it"},
    {connect, 384, "ERROR_SMB1_NOT_AVAILABLE", policy,
     "The server speaks only SMB1, which is unsafe and switched off here: update the server, or switch SMB2 "
     "on "
     "there: Set-SmbServerConfiguration -EnableSMB2Protocol $true"},
    {connect, 1272, "ERROR_SMB_GUEST_LOGON_BLOCKED", policy,
     "The server knows this account only as guest, which Windows blocks: create the account there "
     "(New-LocalUser), or run the task as one it knows"},
    {connect, 1396, "ERROR_WRONG_TARGET_NAME", policy,
     "Kerberos knows this server by another name: use its full name in path, and check setspn -L SERVER"},
    {connect, 1397, "ERROR_MUTUAL_AUTH_FAILED", policy,
     "The server could not prove who it is: use its full name in path, and check the policy Hardened UNC "
     "Paths"},
    {connect, 1398, "ERROR_TIME_SKEW", policy,
     "The clocks of this machine and the server differ too much: w32tm /resync on both"},
    {connect, 1787, "ERROR_NO_TRUST_SAM_ACCOUNT", policy,
     "The domain has no computer account for this machine: Test-ComputerSecureChannel -Repair"},
    {connect, 1788, "ERROR_TRUSTED_DOMAIN_FAILURE", policy,
     "The trust between the two domains has failed: nltest /sc_verify:DOMAIN"},
    {connect, 1789, "ERROR_TRUSTED_RELATIONSHIP_FAILURE", policy,
     "The trust between this machine and its domain has failed: Test-ComputerSecureChannel -Repair"},
    {connect, 1790, "ERROR_TRUST_FAILURE", policy, "The network logon failed: nltest /sc_verify:DOMAIN"},
    {connect, 1935, "ERROR_AUTHENTICATION_FIREWALL_FAILED", policy,
     "Selective authentication is on: allow this account 'Allowed to authenticate' on the server's computer "
     "object"},
    {connect, 1937, "ERROR_NTLM_BLOCKED", policy,
     "NTLM is switched off and Kerberos was not possible: use the server's full name in path, not an address "
     "or an alias"},
    {connect, 52, "ERROR_DUP_NAME", conflict,
     "Another machine on the network has the same name: rename one of them with Rename-Computer"},
    {connect, 85, "ERROR_ALREADY_ASSIGNED", conflict,
     "Choose another letter, or remove what has it: net use LETTER: /delete"},
    {connect, 1202, "ERROR_DEVICE_ALREADY_REMEMBERED", conflict,
     "The letter is remembered for another share: remove that with net use LETTER: /delete"},
    {connect, 1219, "ERROR_SESSION_CREDENTIAL_CONFLICT", conflict,
     "This session is connected to the server as another user: net use shows which; remove that connection, "
     "or use the same user"},
    {connect, 66, "ERROR_BAD_DEV_TYPE", configuration,
     "path names something that is not a disk share, a printer perhaps: Get-SmbShare on the server"},
    {connect, 87, "ERROR_INVALID_PARAMETER", configuration,
     "Check path: \\\\server\\share, without a trailing backslash"},
    {connect, 123, "ERROR_INVALID_NAME", configuration,
     "Check path for characters that Windows does not allow"},
    {connect, 161, "ERROR_BAD_PATHNAME", configuration, "Check path: \\\\server\\share"},
    {connect, 487, "ERROR_INVALID_ADDRESS", configuration,
     "This kind of share cannot be connected without a letter: use [drive.S]"},
    {connect, 1200, "ERROR_BAD_DEVICE", configuration,
     "Write one letter, A to Z, in [drive.S] or --drive S="},
    {connect, 1204, "ERROR_BAD_PROVIDER", configuration,
     "Windows has no SMB client in its list of network providers: check the service Workstation and the "
     "value ProviderOrder below HKLM\\SYSTEM\\CurrentControlSet\\Control\\NetworkProvider\\Order"},
    {connect, 1205, "ERROR_CANNOT_OPEN_PROFILE", configuration,
     "The account's list of remembered drives cannot be read: check HKCU\\Network"},
    {connect, 1206, "ERROR_BAD_PROFILE", configuration,
     "The account's list of remembered drives is damaged: check HKCU\\Network"},
    {connect, 1210, "ERROR_INVALID_COMPUTERNAME", configuration, "Check the name of the server in path"},
    {connect, 1214, "ERROR_INVALID_NETNAME", configuration, "Check the names of server and share in path"},
    {connect, 1216, "ERROR_INVALID_PASSWORDNAME", credentials,
     "The password is not well-formed: set a new one for the account: net user USER *"},
    {connect, 1223, "ERROR_CANCELLED", configuration,
     "Something closed a dialog that should not have been there: run drivelaunch check as the task's "
     "account, "
     "and report this"},
    {connect, 1208, "ERROR_EXTENDED_ERROR", unknown,
     "That text is the network provider's own; more is in the event log "
     "Microsoft-Windows-SmbClient/Connectivity"},
    {verify, 2, "ERROR_FILE_NOT_FOUND", ambiguous,
     "The share is there, the folder below it is not: check path"},
    {verify, 3, "ERROR_PATH_NOT_FOUND", ambiguous,
     "The share is there, the folder below it is not: check path"},
    {verify, 5, "ERROR_ACCESS_DENIED", access_denied,
     "The share can be connected, but this account may not open the folder as verify asks: check its "
     "permissions with icacls, or relax verify"},
    {verify, 19, "ERROR_WRITE_PROTECT", access_denied,
     "The share cannot be written to: set verify = reachable if the task only reads"},
    {verify, 21, "ERROR_NOT_READY", transient,
     "Check that the server is running and that this machine can reach it: Test-NetConnection SERVER -Port "
     "445"},
    {verify, 32, "ERROR_SHARING_VIOLATION", transient,
     "Something has the folder open for itself alone: find it on the server with Get-SmbOpenFile"},
    {verify, 267, "ERROR_DIRECTORY", configuration, "path names a file, not a folder"},
    {verify, 6000, "ERROR_ENCRYPTION_FAILED", policy,
     "Have the server encrypt the share: Set-SmbShare -Name SHARE -EncryptData $true; or take encrypt = yes "
     "out"},
    {verify, 1005, "ERROR_UNRECOGNIZED_VOLUME", policy,
     "The server shares something that has no file system: check path"},
    {disconnect, 2250, "ERROR_NOT_CONNECTED", gone, "Nothing to do"},
    {disconnect, 1200, "ERROR_BAD_DEVICE", gone, "Nothing to do"},
    {disconnect, 2401, "ERROR_OPEN_FILES", in_use,
     "Something still has files open on the drive; it stays: net use LETTER: /delete when that has ended"},
    {disconnect, 2402, "ERROR_ACTIVE_CONNECTIONS", in_use,
     "Something still uses the drive; it stays: net use LETTER: /delete when that has ended"},
    {disconnect, 2404, "ERROR_DEVICE_IN_USE", in_use,
     "Something still uses the drive; it stays: net use LETTER: /delete when that has ended"},
    {disconnect, 1460, "ERROR_TIMEOUT", transient,
     "The server did not answer in time; the drive may stay: net use shows it, net use LETTER: /delete "
     "removes it"},
    {start, 2, "ERROR_FILE_NOT_FOUND", configuration,
     "Check the name of PROGRAM; a bare name is looked for in System32, Windows, --chdir and PATH"},
    {start, 3, "ERROR_PATH_NOT_FOUND", configuration,
     "Check the folder of PROGRAM; a folder on a network drive needs that drive in drives.ini or --drive"},
    {start, 5, "ERROR_ACCESS_DENIED", configuration,
     "This account may not run the file: check its permissions with icacls"},
    {start, 8, "ERROR_NOT_ENOUGH_MEMORY", configuration,
     "This machine is short of memory; for tasks in session 0 see also the desktop heap (SharedSection)"},
    {start, 112, "ERROR_DISK_FULL", configuration, "Give the disk room"},
    {start, 123, "ERROR_INVALID_NAME", configuration,
     "Check PROGRAM for characters that Windows does not allow"},
    {start, 193, "ERROR_BAD_EXE_FORMAT", configuration,
     "The file is not a Windows program; start a script through its interpreter: -- powershell.exe -File "
     "SCRIPT"},
    {start, 206, "ERROR_FILENAME_EXCED_RANGE", configuration,
     "Windows takes command lines of at most 32,766 characters, cmd.exe of 8,191: put the arguments into a "
     "file that PROGRAM reads"},
    {start, 216, "ERROR_EXE_MACHINE_TYPE_MISMATCH", configuration,
     "The program is made for another kind of processor: install the one for this machine"},
    {start, 267, "ERROR_DIRECTORY", configuration,
     "Check --chdir; a directory on a network drive needs that drive in drives.ini or --drive"},
    {start, 740, "ERROR_ELEVATION_REQUIRED", configuration,
     "PROGRAM wants elevation: tick 'Run with highest privileges' in the task"},
    {start, 1155, "ERROR_NO_ASSOCIATION", configuration,
     "No program is registered for this kind of file: put its interpreter before it, for example -- "
     "powershell.exe -File SCRIPT"},
    {start, 1260, "ERROR_ACCESS_DISABLED_BY_POLICY", configuration,
     "A policy forbids the program: see AppLocker or Software Restriction Policies (gpresult /h "
     "report.html)"},
    {start, 225, "ERROR_VIRUS_INFECTED", configuration, "The antivirus blocked the file: see its history"},
    {start, 1460, "ERROR_TIMEOUT", configuration, "The disk is too slow or does not answer: try another one"},
}};

const FailureMeaning* find_row(Operation operation, std::uint32_t code) {
  const auto* const row = std::find_if(
      kMeanings.begin(), kMeanings.end(),
      [&](const FailureMeaning& meaning) { return meaning.operation == operation && meaning.code == code; });
  return row == kMeanings.end() ? nullptr : row;
}

void replace_word(std::string& text, std::string_view word, std::string_view by) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size())) {
    text.replace(at, word.size(), by);
  }
}

}  // namespace

std::span<const FailureMeaning> failure_meanings() {
  return kMeanings;
}

FailureMeaning explain_code(Operation operation, std::uint32_t code) {
  const FailureMeaning* row = find_row(operation, code);
  if (row == nullptr && operation == verify) row = find_row(connect, code);
  return row != nullptr
             ? *row
             : FailureMeaning{operation, code, {}, unknown, "Look the number up with: net helpmsg NUMBER"};
}

std::string describe_provider_error(std::string_view provider, std::uint32_t code, std::string_view text) {
  return fmt::format("{} says {}: {}", provider, code, text);
}

Failure describe_failure(Operation operation, std::string what, std::string subject,
                         const SystemResult& result) {
  const FailureMeaning meaning = explain_code(operation, result.code);
  Failure failure{.what = std::move(what),
                  .subject = std::move(subject),
                  .code = result.code,
                  .symbol = std::string(meaning.symbol),
                  .api = result.api,
                  .text = result.text,
                  .advice = std::string(meaning.advice)};
  replace_word(failure.advice, "NUMBER", fmt::format("{}", result.code));
  return failure;
}

Failure describe_failure(Operation operation, const ConnectionSpec& connection, const SystemResult& result) {
  const std::string_view what = operation == connect  ? "cannot connect"
                                : operation == verify ? "cannot open the connected folder"
                                                      : "cannot disconnect";
  Failure failure = describe_failure(operation, std::string(what), connection.subject(), result);
  const FailureKind kind = explain_code(operation, result.code).kind;
  if (operation == connect && kind == credentials && connection.credential) {
    constexpr std::uint32_t kInvalidPassword = 86;
    constexpr std::uint32_t kLogonFailure = 1326;
    const bool is_wrong = result.code == kInvalidPassword || result.code == kLogonFailure;
    failure.advice = (is_wrong ? "Give it the right password: " : failure.advice + ". Then: ") +
                     "drivelaunch credential set " + *connection.credential;
  }
  replace_word(failure.advice, "SERVER", connection.path.server());
  replace_word(failure.advice, "SHARE", connection.path.share());
  if (connection.letter) replace_word(failure.advice, "LETTER:", connection.letter->device());
  return failure;
}

}  // namespace launcher
