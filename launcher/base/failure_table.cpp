#include <algorithm>
#include <array>
#include <string_view>

#include "launcher/base/failure.hpp"

namespace launcher {
namespace {

using enum Operation;
using enum FailureKind;
using std::string_view;

constexpr string_view kReachServer =
    "Check that the server is running and that this machine can reach it: "
    "Test-NetConnection {server} -Port 445";
constexpr string_view kClosedByServer =
    "The server closed the connection: check whether it was restarting, and raise timeout if so";
constexpr string_view kBrokenOff = "The connection was broken off: check the network, or raise timeout";
constexpr string_view kNoAnswerInTime =
    "The server did not answer in time: check the network, or raise timeout";
constexpr string_view kNoDomainController =
    "No domain controller could be reached: nltest /dsgetdc:DOMAIN; for a task at start-up, raise timeout";
constexpr string_view kFolderMissing = "The share is there, the folder below it is not: check path";
constexpr string_view kAccountExpired =
    "The account has expired: Set-ADAccountExpiration or net user USER /expires:never";
constexpr string_view kLogonHours =
    "The account may not log on at this hour: see Logon Hours in its properties";
constexpr string_view kWorkstation =
    "The account may not log on from this machine: see Log On To in its properties";
constexpr string_view kPasswordExpired =
    "Set a new password for the account: net user USER * (with /domain for one of the domain)";
constexpr string_view kPasswordMustChange =
    "The account must change its password first: log on with it once, or set a new one: net user USER *";
constexpr string_view kLogonRefused =
    R"(The server refused the user name or the password of the account this task runs as; )"
    R"(a computer account (SYSTEM, NETWORK SERVICE) must be allowed on the share as DOMAIN\COMPUTER$. )"
    R"(A Microsoft account is written MicrosoftAccount\NAME@DOMAIN, with its password, never a PIN. )"
    R"(Machines cloned without sysprep are refused as well since KB5065426: event LsaSrv 6167)";
constexpr string_view kRightPassword =
    R"(Give it the right password: drivelaunch credential set {credential}. )"
    R"(A Microsoft account is written MicrosoftAccount\NAME@DOMAIN, with its password, never a PIN. )"
    R"(Machines cloned without sysprep are refused as well since KB5065426: event LsaSrv 6167)";
constexpr string_view kNetworkLogonRight =
    "The account may not log on to the server from the network: "
    "secpol.msc on the server, 'Access this computer from the network'";
constexpr string_view kNoNetworkIdentity =
    "This session has no network identity: a task with 'Do not store password' has none; "
    "store the password, or use a service account";
constexpr string_view kNoIdentityForCredential =
    R"(Windows keeps no identity for the user of the credential {credential}: )"
    R"(write it as DOMAIN\user or SERVER\user (drivelaunch credential list shows it), )"
    R"(and check the policy 'Network access: Do not allow storage of passwords and credentials for network authentication' )"
    R"((DisableDomainCreds))";
constexpr string_view kNotSpoken =
    "The server does not speak what this machine requires: "
    "compare Get-SmbClientConfiguration here with Get-SmbServerConfiguration there. "
    "Where NTLM is forbidden, use the server's full name in path, "
    "or name it in the policy 'Restrict NTLM: Add remote server exceptions for NTLM authentication'";
constexpr string_view kNtlmBlocked =
    "NTLM is blocked here (BlockNTLM of Get-SmbClientConfiguration) and Kerberos was not possible: "
    "use the server's full name in path, not an address or an alias. "
    "A local account of the server cannot use Kerberos; "
    "for such a server: Set-SmbClientConfiguration -BlockNTLMServerExceptionList {server}";
constexpr string_view kGuestSigning =
    "Signing is required here, as it is by default since Windows 11 24H2 and Server 2025, "
    "and a guest cannot sign: create a user on the server "
    "(a NAS has them in its settings, Windows New-LocalUser), store it with drivelaunch credential set, "
    "and name it with credential =";
constexpr string_view kGuestBlocked =
    "The server knows this account only as a guest, which Windows blocks: "
    "create a user on it (a NAS has them in its settings, Windows New-LocalUser), "
    "store it with drivelaunch credential set, and name it with credential =";
constexpr string_view kBadSignature =
    "The server, often a NAS, signs its answers wrongly or not at all: "
    "switch SMB signing on in its settings, or update it; "
    "leave RequireSecuritySignature (Get-SmbClientConfiguration) of this machine on";
constexpr string_view kOtherName =
    "Kerberos knows this server by another name: use its full name in path, and check setspn -L {server}; "
    "if it is a NAS, see also KDCSVC events 201 to 209 on the domain controller (RC4)";
constexpr string_view kNoSharedCipher =
    "The domain controller and the account of the server have no Kerberos encryption in common; "
    "RC4 is off by default since April 2026: see KDCSVC events 201 to 209 on the domain controller, "
    "set AES in msDS-SupportedEncryptionTypes of that account, update a NAS";
constexpr string_view kWorkstationService =
    "The service Workstation is disabled or stopped: "
    "Set-Service LanmanWorkstation -StartupType Automatic, then Start-Service LanmanWorkstation";
constexpr string_view kStillUsed =
    "Something still uses the drive; it stays: net use {drive} /delete when that has ended";
constexpr string_view kProgramShareLost =
    "The share with PROGRAM on it was lost: check the server, or keep a copy of PROGRAM on a local disk";

constexpr auto kMeanings = std::to_array<FailureMeaning>({
    {connect, 51, "ERROR_REM_NOT_LIST", transient, kReachServer},
    {connect, 53, "ERROR_BAD_NETPATH", transient,
     "Check the name of the server in path, and that this machine can reach it: "
     "Test-NetConnection {server} -Port 445. If it can: "
     "Windows gives this code for a blocked guest as well, which no further try cures; "
     "create a user on the server and name it with credential ="},
    {connect, 54, "ERROR_NETWORK_BUSY", transient,
     "The server or the network is overloaded: raise timeout, or start the task at a quieter time"},
    {connect, 55, "ERROR_DEV_NOT_EXIST", transient,
     "Check on the server that the share still exists: Get-SmbShare"},
    {connect, 56, "ERROR_TOO_MANY_CMDS", transient,
     "Too many requests are open at once: raise timeout, or start fewer tasks at the same time"},
    {connect, 59, "ERROR_UNEXP_NET_ERR", transient,
     "Look into the server's event log Microsoft-Windows-SMBServer/Connectivity for this time"},
    {connect, 64, "ERROR_NETNAME_DELETED", transient, kClosedByServer},
    {connect, 70, "ERROR_SHARING_PAUSED", transient,
     "The server is paused or still starting: Get-Service LanmanServer on it, "
     "and Resume-Service LanmanServer if it is paused"},
    {connect, 71, "ERROR_REQ_NOT_ACCEP", transient,
     "The server accepts no more connections: check its limit of users for the share (Get-SmbShare, "
     "ConcurrentUserLimit)"},
    {connect, 121, "ERROR_SEM_TIMEOUT", transient, kNoAnswerInTime},
    {connect, 170, "ERROR_BUSY", transient,
     "Windows was busy with another connection: raise timeout if this returns"},
    {connect, 240, "ERROR_VC_DISCONNECTED", transient,
     "The server ended the session: check whether it was restarting, and raise timeout if so"},
    {connect, 995, "ERROR_OPERATION_ABORTED", transient, kBrokenOff},
    {connect, 1115, "ERROR_SHUTDOWN_IN_PROGRESS", transient,
     "This machine or the server is shutting down: "
     "Get-WinEvent -LogName System on both shows who asked for it"},
    {connect, 1130, "ERROR_NOT_ENOUGH_SERVER_MEMORY", transient,
     "The server is short of memory: Get-WinEvent -LogName System on it shows when and why; "
     "raise timeout if this returns"},
    {connect, 1222, "ERROR_NO_NETWORK", transient,
     "Check that the service Workstation is running: Get-Service LanmanWorkstation"},
    {connect, 1225, "ERROR_CONNECTION_REFUSED", transient,
     "The server refuses TCP port 445: check that its file service runs and that no firewall is between: "
     "Test-NetConnection {server} -Port 445"},
    {connect, 1226, "ERROR_GRACEFUL_DISCONNECT", transient, kClosedByServer},
    {connect, 1231, "ERROR_NETWORK_UNREACHABLE", transient,
     "Check the network of this machine; for a task at start-up, raise timeout"},
    {connect, 1232, "ERROR_HOST_UNREACHABLE", transient, kReachServer},
    {connect, 1233, "ERROR_PROTOCOL_UNREACHABLE", transient,
     "Check the network protocols of this machine: Get-NetAdapterBinding"},
    {connect, 1234, "ERROR_PORT_UNREACHABLE", transient, kReachServer},
    {connect, 1235, "ERROR_REQUEST_ABORTED", transient, kBrokenOff},
    {connect, 1236, "ERROR_CONNECTION_ABORTED", transient, kBrokenOff},
    {connect, 1237, "ERROR_RETRY", transient, "Windows asked to try again: raise timeout if this returns"},
    {connect, 1256, "ERROR_HOST_DOWN", transient, kReachServer},
    {connect, 1220, "ERROR_REMOTE_SESSION_LIMIT_EXCEEDED", transient,
     "The server's limit of sessions is reached: raise it, or close sessions there (Get-SmbSession)"},
    {connect, 1238, "ERROR_CONNECTION_COUNT_LIMIT", transient,
     "The limit of connections for this account is reached: "
     "close others (net use), or raise the limit on the server"},
    {connect, 1450, "ERROR_NO_SYSTEM_RESOURCES", transient,
     "This machine or the server is short of memory: "
     "Get-WinEvent -LogName System on both shows when and why"},
    {connect, 1460, "ERROR_TIMEOUT", transient, kNoAnswerInTime},
    {connect, 1311, "ERROR_NO_LOGON_SERVERS", transient, kNoDomainController},
    {connect, 0x80090311, "SEC_E_NO_AUTHENTICATING_AUTHORITY", transient, kNoDomainController},
    {connect, 1355, "ERROR_NO_SUCH_DOMAIN", transient,
     "The domain could not be found: nltest /dsgetdc:DOMAIN; for a task at start-up, raise timeout"},
    {connect, 1908, "ERROR_DOMAIN_CONTROLLER_NOT_FOUND", transient, kNoDomainController},
    {connect, 1722, "RPC_S_SERVER_UNAVAILABLE", transient,
     "Check that the server is running and that no firewall is between: "
     "Test-NetConnection {server} -Port 445"},
    {connect, 1792, "ERROR_NETLOGON_NOT_STARTED", transient,
     "Start the service Netlogon (Start-Service Netlogon); for a task at start-up, raise timeout"},

    {connect, 2, "ERROR_FILE_NOT_FOUND", ambiguous, kFolderMissing},
    {connect, 3, "ERROR_PATH_NOT_FOUND", ambiguous, kFolderMissing},
    {connect, 31, "ERROR_GEN_FAILURE", ambiguous,
     "The SMB client gives no reason here: Get-WinEvent -LogName Microsoft-Windows-SmbClient/Connectivity, "
     "and the log of the server"},
    {connect, 67, "ERROR_BAD_NET_NAME", ambiguous,
     "Check the name of the share in path: Get-SmbShare on the server lists them"},
    {connect, 1201, "ERROR_CONNECTION_UNAVAIL", ambiguous,
     "The device is remembered but not connected: remove it with net use {drive} /delete"},
    {connect, 1203, "ERROR_NO_NET_OR_BAD_PATH", ambiguous,
     "Check path, and that the service Workstation is running: Get-Service LanmanWorkstation"},
    {connect, 1265, "ERROR_DOWNGRADE_DETECTED", ambiguous,
     "A domain controller could not be asked safely: nltest /sc_verify:DOMAIN; "
     "for a task at start-up, raise timeout; if it returns, "
     "see KDCSVC events 201 to 209 on the domain controller (RC4)"},
    {connect, 1359, "ERROR_INTERNAL_ERROR", ambiguous,
     "Windows or the server met an error of its own: "
     "Get-WinEvent -LogName Microsoft-Windows-SmbClient/Connectivity, and the log of the server"},
    {connect, 2250, "ERROR_NOT_CONNECTED", ambiguous,
     "The service Workstation is in trouble. The cure ends every network drive of this machine, "
     "so wait until no task uses one: Restart-Service LanmanWorkstation"},
    {connect, 11001, "WSAHOST_NOT_FOUND", ambiguous,
     "The name of the server is not in DNS: Resolve-DnsName {server}; for a task at start-up, raise timeout"},

    {connect, 86, "ERROR_INVALID_PASSWORD", credentials,
     R"(The server refused the password: check it by hand with net use \\{server}\{share} /user:USER. )"
     R"(A Microsoft account is written MicrosoftAccount\NAME@DOMAIN, with its password, never a PIN)",
     kRightPassword},
    {connect, 1326, "ERROR_LOGON_FAILURE", credentials, kLogonRefused, kRightPassword},
    {connect, 0x8009030C, "SEC_E_LOGON_DENIED", credentials, kLogonRefused, kRightPassword},
    {connect, 1327, "ERROR_ACCOUNT_RESTRICTION", credentials,
     "A restriction of the account forbids it: a blank password, or hours and machines it may log on at; "
     "net user USER shows them (with /domain for one of the domain)"},
    {connect, 1328, "ERROR_INVALID_LOGON_HOURS", credentials, kLogonHours},
    {connect, 2241, "NERR_InvalidLogonHours", credentials, kLogonHours},
    {connect, 1329, "ERROR_INVALID_WORKSTATION", credentials, kWorkstation},
    {connect, 2240, "NERR_InvalidWorkstation", credentials, kWorkstation},
    {connect, 1240, "ERROR_LOGIN_WKSTA_RESTRICTION", credentials, kWorkstation},
    {connect, 1330, "ERROR_PASSWORD_EXPIRED", credentials, kPasswordExpired},
    {connect, 2242, "NERR_PasswordExpired", credentials, kPasswordExpired},
    {connect, 1331, "ERROR_ACCOUNT_DISABLED", credentials,
     "Enable the account: Enable-ADAccount or net user USER /active:yes"},
    {connect, 1793, "ERROR_ACCOUNT_EXPIRED", credentials, kAccountExpired},
    {connect, 2239, "NERR_AccountExpired", credentials, kAccountExpired},
    {connect, 1907, "ERROR_PASSWORD_MUST_CHANGE", credentials, kPasswordMustChange},
    {connect, 1938, "ERROR_PASSWORD_CHANGE_REQUIRED", credentials, kPasswordMustChange},
    {connect, 1909, "ERROR_ACCOUNT_LOCKED_OUT", credentials,
     "The account is locked: find what tries a wrong password, then Unlock-ADAccount"},
    {connect, 1317, "ERROR_NO_SUCH_USER", credentials,
     R"(There is no such user on the server or in its domain: write DOMAIN\user or SERVER\user)",
     R"(There is no such user on the server or in its domain: )"
     R"(drivelaunch credential set {credential} --user DOMAIN\user or SERVER\user)"},
    {connect, 1380, "ERROR_LOGON_NOT_GRANTED", credentials, kNetworkLogonRight},
    {connect, 1385, "ERROR_LOGON_TYPE_NOT_GRANTED", credentials, kNetworkLogonRight},

    {connect, 1216, "ERROR_INVALID_PASSWORDNAME", no_identity,
     "The password is not well-formed: set a new one for the account: net user USER *",
     "The password is not well-formed: give it the right one: drivelaunch credential set {credential}"},
    {connect, 1315, "ERROR_INVALID_ACCOUNT_NAME", no_identity,
     R"(The user name is not well-formed: write DOMAIN\user, SERVER\user or user@domain)",
     R"(The user name is not well-formed: drivelaunch credential set {credential} --user DOMAIN\user, )"
     R"(SERVER\user or user@domain)"},
    {connect, 1244, "ERROR_NOT_AUTHENTICATED", no_identity,
     "The server wants a logon: run the task as an account that the share allows; "
     "Get-SmbShareAccess on the server shows them"},
    {connect, 1245, "ERROR_NOT_LOGGED_ON", no_identity, kNoNetworkIdentity, kNoIdentityForCredential},
    {connect, 1312, "ERROR_NO_SUCH_LOGON_SESSION", no_identity, kNoNetworkIdentity, kNoIdentityForCredential},
    {connect, 0x8009030E, "SEC_E_NO_CREDENTIALS", no_identity,
     "This session has no network identity: a task with 'Do not store password' has none; "
     "store the password, or use a service account. "
     "Machines cloned without sysprep get this code as well: event LsaSrv 6167",
     kNoIdentityForCredential},
    {connect, 1314, "ERROR_PRIVILEGE_NOT_HELD", no_identity,
     "The account of the task lacks a privilege: see secpol.msc, User Rights Assignment"},

    {connect, 5, "ERROR_ACCESS_DENIED", access_denied,
     R"(The share does not allow this account: Get-SmbShareAccess on the server shows who may; )"
     R"(a computer account (SYSTEM, NETWORK SERVICE) is DOMAIN\COMPUTER$. )"
     R"(C$ and the like need a domain account, or LocalAccountTokenFilterPolicy on the server. )"
     R"(Machines cloned without sysprep are refused as well since KB5065426: event LsaSrv 6167)"},
    {connect, 65, "ERROR_NETWORK_ACCESS_DENIED", access_denied,
     "The share does not allow this account: Get-SmbShareAccess on the server shows who may"},

    {connect, 50, "ERROR_NOT_SUPPORTED", policy, kNotSpoken},
    {connect, 1825, "RPC_S_SEC_PKG_ERROR", policy, kNotSpoken},
    {connect, 58, "ERROR_BAD_NET_RESP", policy,
     "The server answers what SMB does not allow: check that path names a file server, and update it"},
    {connect, 317, "ERROR_MR_MID_NOT_FOUND", policy,
     "Windows has no text for the reason; event 31017 gives it, for example a blocked guest: "
     "Get-WinEvent -LogName Microsoft-Windows-SmbClient/Security"},
    {connect, 384, "ERROR_SMB1_NOT_AVAILABLE", policy,
     "The server, often a NAS, speaks only SMB1, which is unsafe and switched off here: "
     "switch SMB2 or SMB3 on in its settings, or update it; "
     "on Windows Set-SmbServerConfiguration -EnableSMB2Protocol $true"},
    {connect, 1272, "ERROR_SMB_GUEST_LOGON_BLOCKED", policy, kGuestBlocked},
    {connect, 0xC05D0002, "STATUS_SMB_GUEST_LOGON_BLOCKED", policy, kGuestSigning},
    {connect, 0xC05D0003, "STATUS_SMB_GUEST_LOGON_BLOCKED_SIGNING_REQUIRED", policy, kGuestSigning},
    {connect, 1394, "ERROR_NO_USER_SESSION_KEY", policy,
     "There is no key to sign with, as for a guest: "
     "create a user on the server and name it with credential =; "
     "Get-SmbClientConfiguration shows whether signing is required here"},
    {connect, 0x80090006, "NTE_BAD_SIGNATURE", policy, kBadSignature},
    {connect, 0xC000A000, "STATUS_INVALID_SIGNATURE", policy, kBadSignature},
    {connect, 1396, "ERROR_WRONG_TARGET_NAME", policy, kOtherName},
    {connect, 0x80090322, "SEC_E_WRONG_PRINCIPAL", policy, kOtherName},
    {connect, 0x80090342, "SEC_E_KDC_UNKNOWN_ETYPE", policy, kNoSharedCipher},
    {connect, 1397, "ERROR_MUTUAL_AUTH_FAILED", policy,
     "The server could not prove who it is: use its full name in path, "
     "and check the policy Hardened UNC Paths"},
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
     "Selective authentication is on: "
     "allow this account 'Allowed to authenticate' on the server's computer object"},
    {connect, 1937, "ERROR_NTLM_BLOCKED", policy, kNtlmBlocked},
    {connect, 0x80090302, "SEC_E_UNSUPPORTED_FUNCTION", policy, kNtlmBlocked},

    {connect, 52, "ERROR_DUP_NAME", conflict,
     "Another machine on the network has the same name: rename one of them with Rename-Computer"},
    {connect, 85, "ERROR_ALREADY_ASSIGNED", conflict,
     "Choose another letter, or remove what has it: net use {drive} /delete"},
    {connect, 1202, "ERROR_DEVICE_ALREADY_REMEMBERED", conflict,
     "The letter is remembered for another share: remove that with net use {drive} /delete"},
    {connect, 1219, "ERROR_SESSION_CREDENTIAL_CONFLICT", conflict,
     "This session is connected to the server as another user: net use shows which; "
     "remove that connection, or use the same user"},
    {connect, 2202, "ERROR_BAD_USERNAME", conflict,
     "Another connection of this session to {server} was made with a user name: net use shows it; "
     "remove it, or give this drive the same credential"},

    {connect, 66, "ERROR_BAD_DEV_TYPE", configuration,
     "path names something that is not a disk share, a printer perhaps: Get-SmbShare on the server"},
    {connect, 87, "ERROR_INVALID_PARAMETER", configuration,
     R"(Check path: \\server\share, without a trailing backslash)"},
    {connect, 123, "ERROR_INVALID_NAME", configuration,
     "Check path for characters that Windows does not allow"},
    {connect, 161, "ERROR_BAD_PATHNAME", configuration, R"(Check path: \\server\share)"},
    {connect, 487, "ERROR_INVALID_ADDRESS", configuration,
     "This kind of share cannot be connected without a letter: use [drive.S]"},
    {connect, 1058, "ERROR_SERVICE_DISABLED", configuration, kWorkstationService},
    {connect, 1062, "ERROR_SERVICE_NOT_ACTIVE", configuration, kWorkstationService},
    {connect, 2138, "NERR_WkstaNotStarted", configuration, kWorkstationService},
    {connect, 1200, "ERROR_BAD_DEVICE", configuration,
     "Write one letter, A to Z, in [drive.S] or --drive S="},
    {connect, 1204, "ERROR_BAD_PROVIDER", configuration,
     R"(Windows has no SMB client in its list of network providers: )"
     R"(check the service Workstation and the value ProviderOrder below HKLM\SYSTEM\CurrentControlSet\Control\NetworkProvider\Order)"},
    {connect, 1205, "ERROR_CANNOT_OPEN_PROFILE", configuration,
     R"(The account's list of remembered drives cannot be read: check HKCU\Network)"},
    {connect, 1206, "ERROR_BAD_PROFILE", configuration,
     R"(The account's list of remembered drives is damaged: check HKCU\Network)"},
    {connect, 1210, "ERROR_INVALID_COMPUTERNAME", configuration, "Check the name of the server in path"},
    {connect, 1212, "ERROR_INVALID_DOMAINNAME", configuration,
     R"(Check the domain of the account: DOMAIN\user, SERVER\user or user@domain; nltest /dsgetdc:DOMAIN finds it)",
     R"(Check the domain of the user: drivelaunch credential list shows it; nltest /dsgetdc:DOMAIN finds it)"},
    {connect, 1214, "ERROR_INVALID_NETNAME", configuration, "Check the names of server and share in path"},
    {connect, 1223, "ERROR_CANCELLED", configuration,
     "Something closed a dialog that should not have been there: "
     "run drivelaunch check as the task's account, and report this"},
    {connect, 1208, "ERROR_EXTENDED_ERROR", unknown,
     "That text is the network provider's own; "
     "more is in the event log Microsoft-Windows-SmbClient/Connectivity"},

    {verify, 2, "ERROR_FILE_NOT_FOUND", ambiguous, kFolderMissing},
    {verify, 3, "ERROR_PATH_NOT_FOUND", ambiguous, kFolderMissing},
    {verify, 5, "ERROR_ACCESS_DENIED", access_denied,
     "The share can be connected, but this account may not open the folder as verify asks: "
     "check its permissions with icacls, or relax verify"},
    {verify, 19, "ERROR_WRITE_PROTECT", access_denied,
     "The share cannot be written to: set verify = reachable if the task only reads"},
    {verify, 21, "ERROR_NOT_READY", transient, kReachServer},
    {verify, 32, "ERROR_SHARING_VIOLATION", transient,
     "Something has the folder open for itself alone: find it on the server with Get-SmbOpenFile"},
    {verify, 267, "ERROR_DIRECTORY", configuration, "path names a file, not a folder"},
    {verify, 6000, "ERROR_ENCRYPTION_FAILED", policy,
     "Have the server encrypt the share: Set-SmbShare -Name {share} -EncryptData $true; "
     "or take encrypt = yes out"},
    {verify, 1005, "ERROR_UNRECOGNIZED_VOLUME", policy,
     "The server shares something that has no file system: check path"},

    {disconnect, 2250, "ERROR_NOT_CONNECTED", gone, "Nothing to do"},
    {disconnect, 1200, "ERROR_BAD_DEVICE", gone, "Nothing to do"},
    {disconnect, 2401, "ERROR_OPEN_FILES", in_use,
     "Something still has files open on the drive; it stays: net use {drive} /delete when that has ended"},
    {disconnect, 2402, "ERROR_ACTIVE_CONNECTIONS", in_use, kStillUsed},
    {disconnect, 2404, "ERROR_DEVICE_IN_USE", in_use, kStillUsed},
    {disconnect, 1460, "ERROR_TIMEOUT", transient,
     "The server did not answer in time; the drive may stay: "
     "net use shows it, net use {drive} /delete removes it"},

    {start, 2, "ERROR_FILE_NOT_FOUND", configuration,
     "Check the name of PROGRAM; a bare name is looked for in System32, Windows, --chdir and PATH"},
    {start, 3, "ERROR_PATH_NOT_FOUND", configuration,
     "Check the folder of PROGRAM; a folder on a network drive needs that drive in drives.ini or --drive"},
    {start, 5, "ERROR_ACCESS_DENIED", configuration,
     "This account may not run the file: check its permissions with icacls"},
    {start, 8, "ERROR_NOT_ENOUGH_MEMORY", configuration,
     "This machine is short of memory; for tasks in session 0 see also the desktop heap (SharedSection)"},
    {start, 1455, "ERROR_COMMITMENT_LIMIT", configuration,
     "Memory and page file are used up: "
     "Get-Process | Sort-Object PagedMemorySize -Descending shows by whom; "
     "raise the page file (SystemPropertiesPerformance.exe)"},
    {start, 32, "ERROR_SHARING_VIOLATION", configuration,
     "Another program has the file open, while it is updated or scanned for example: "
     "Get-SmbOpenFile on the server or Resource Monitor (resmon.exe) shows which"},
    {start, 53, "ERROR_BAD_NETPATH", transient, kProgramShareLost},
    {start, 59, "ERROR_UNEXP_NET_ERR", transient, kProgramShareLost},
    {start, 64, "ERROR_NETNAME_DELETED", transient, kProgramShareLost},
    {start, 123, "ERROR_INVALID_NAME", configuration,
     "Check PROGRAM for characters that Windows does not allow"},
    {start, 193, "ERROR_BAD_EXE_FORMAT", configuration,
     "The file is not a Windows program; start a script through its interpreter: "
     "-- powershell.exe -File SCRIPT"},
    {start, 206, "ERROR_FILENAME_EXCED_RANGE", configuration,
     "Windows takes command lines of at most 32,766 characters, cmd.exe of 8,191: "
     "put the arguments into a file that PROGRAM reads"},
    {start, 216, "ERROR_EXE_MACHINE_TYPE_MISMATCH", configuration,
     "The program is made for another kind of processor: install the one for this machine"},
    {start, 267, "ERROR_DIRECTORY", configuration,
     "Check --chdir; a directory on a network drive needs that drive in drives.ini or --drive"},
    {start, 577, "ERROR_INVALID_IMAGE_HASH", policy,
     "The signature of the file is missing, damaged or not trusted here: Get-AuthenticodeSignature shows it; "
     "install a signed build"},
    {start, 740, "ERROR_ELEVATION_REQUIRED", configuration,
     "PROGRAM wants elevation: tick 'Run with highest privileges' in the task"},
    {start, 1155, "ERROR_NO_ASSOCIATION", configuration,
     "No program is registered for this kind of file: "
     "put its interpreter before it, for example -- powershell.exe -File SCRIPT"},
    {start, 1260, "ERROR_ACCESS_DISABLED_BY_POLICY", policy,
     "A policy forbids the program: see AppLocker or Software Restriction Policies "
     "(gpresult /h report.html)"},
    {start, 4551, "ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION", policy,
     "App Control or Smart App Control forbids the program: "
     "allow it in that policy, or install a signed build; "
     "Get-WinEvent -LogName Microsoft-Windows-CodeIntegrity/Operational shows the rule"},
    {start, 225, "ERROR_VIRUS_INFECTED", policy,
     "The antivirus blocked the file: see its history (Get-MpThreatDetection); "
     "a verdict that ends in !ml is a guess: report it as a false positive"},
    {start, 1314, "ERROR_PRIVILEGE_NOT_HELD", configuration,
     "The account of the task lacks a privilege that starting the program needs: "
     "see secpol.msc, User Rights Assignment"},
    {start, 1920, "ERROR_CANT_ACCESS_FILE", configuration,
     R"(An app execution alias (below %LOCALAPPDATA%\Microsoft\WindowsApps) belongs to one account: )"
     R"(write the full path of the real program; Get-AppxPackage shows where it is installed)"},
    {start, 14001, "ERROR_SXS_CANT_GEN_ACTCTX", configuration,
     "A side-by-side manifest of the program is wrong, or a Visual C++ runtime is missing: "
     "install the runtime; sxstrace and the event log Application say which"},

    {system, 1, "ERROR_INVALID_FUNCTION", unknown, {}},
    {system, 4, "ERROR_TOO_MANY_OPEN_FILES", unknown, {}},
    {system, 6, "ERROR_INVALID_HANDLE", unknown, {}},
    {system, 13, "ERROR_INVALID_DATA", unknown, {}},
    {system, 14, "ERROR_OUTOFMEMORY", unknown, {}},
    {system, 15, "ERROR_INVALID_DRIVE", unknown, {}},
    {system, 23, "ERROR_CRC", unknown, {}},
    {system, 33, "ERROR_LOCK_VIOLATION", unknown, {}},
    {system, 39, "ERROR_HANDLE_DISK_FULL", unknown, {}},
    {system, 80, "ERROR_FILE_EXISTS", unknown, {}},
    {system, 82, "ERROR_CANNOT_MAKE", unknown, {}},
    {system, 109, "ERROR_BROKEN_PIPE", unknown, {}},
    {system, 110, "ERROR_OPEN_FAILED", unknown, {}},
    {system, 112, "ERROR_DISK_FULL", unknown, {}},
    {system, 122, "ERROR_INSUFFICIENT_BUFFER", unknown, {}},
    {system, 126, "ERROR_MOD_NOT_FOUND", unknown, {}},
    {system, 127, "ERROR_PROC_NOT_FOUND", unknown, {}},
    {system, 145, "ERROR_DIR_NOT_EMPTY", unknown, {}},
    {system, 160, "ERROR_BAD_ARGUMENTS", unknown, {}},
    {system, 183, "ERROR_ALREADY_EXISTS", unknown, {}},
    {system, 223, "ERROR_FILE_TOO_LARGE", unknown, {}},
    {system, 231, "ERROR_PIPE_BUSY", unknown, {}},
    {system, 232, "ERROR_NO_DATA", unknown, {}},
    {system, 234, "ERROR_MORE_DATA", unknown, {}},
    {system, 303, "ERROR_DELETE_PENDING", unknown, {}},
    {system, 998, "ERROR_NOACCESS", unknown, {}},
    {system, 1008, "ERROR_NO_TOKEN", unknown, {}},
    {system, 1018, "ERROR_KEY_DELETED", unknown, {}},
    {system, 1021, "ERROR_CHILD_MUST_BE_VOLATILE", unknown, {}},
    {system, 1117, "ERROR_IO_DEVICE", unknown, {}},
    {system, 1168, "ERROR_NOT_FOUND", unknown, {}},
    {system, 1307, "ERROR_INVALID_OWNER", unknown, {}},
    {system, 1332, "ERROR_NONE_MAPPED", unknown, {}},
    {system, 1336, "ERROR_INVALID_ACL", unknown, {}},
    {system, 1337, "ERROR_INVALID_SID", unknown, {}},
    {system, 1338, "ERROR_INVALID_SECURITY_DESCR", unknown, {}},
    {system, 1392, "ERROR_FILE_CORRUPT", unknown, {}},
    {system, 1717, "RPC_S_UNKNOWN_IF", unknown, {}},
    {system, 1726, "RPC_S_CALL_FAILED", unknown, {}},
    {system, 1753, "EPT_S_NOT_REGISTERED", unknown, {}},
    {system, 1816, "ERROR_NOT_ENOUGH_QUOTA", unknown, {}},

    {system, 0x80004001, "E_NOTIMPL", unknown, {}},
    {system, 0x80004005, "E_FAIL", unknown, {}},
    {system, 0x8000FFFF, "E_UNEXPECTED", unknown, {}},
    {system, 0x80010106, "RPC_E_CHANGED_MODE", unknown, {}},
    {system, 0x80040154, "REGDB_E_CLASSNOTREG", unknown, {}},
    {system, 0x80041309, "SCHED_E_TRIGGER_NOT_FOUND", unknown, {}},
    {system, 0x8004130A, "SCHED_E_TASK_NOT_READY", unknown, {}},
    {system, 0x8004130B, "SCHED_E_TASK_NOT_RUNNING", unknown, {}},
    {system, 0x8004130C, "SCHED_E_SERVICE_NOT_INSTALLED", unknown, {}},
    {system, 0x8004130D, "SCHED_E_CANNOT_OPEN_TASK", unknown, {}},
    {system, 0x8004130E, "SCHED_E_INVALID_TASK", unknown, {}},
    {system, 0x8004130F, "SCHED_E_ACCOUNT_INFORMATION_NOT_SET", unknown, {}},
    {system, 0x80041310, "SCHED_E_ACCOUNT_NAME_NOT_FOUND", unknown, {}},
    {system, 0x80041311, "SCHED_E_ACCOUNT_DBASE_CORRUPT", unknown, {}},
    {system, 0x80041312, "SCHED_E_NO_SECURITY_SERVICES", unknown, {}},
    {system, 0x80041313, "SCHED_E_UNKNOWN_OBJECT_VERSION", unknown, {}},
    {system, 0x80041314, "SCHED_E_UNSUPPORTED_ACCOUNT_OPTION", unknown, {}},
    {system, 0x80041315, "SCHED_E_SERVICE_NOT_RUNNING", unknown, {}},
    {system, 0x80041316, "SCHED_E_UNEXPECTEDNODE", unknown, {}},
    {system, 0x80041317, "SCHED_E_NAMESPACE", unknown, {}},
    {system, 0x80041318, "SCHED_E_INVALIDVALUE", unknown, {}},
    {system, 0x80041319, "SCHED_E_MISSINGNODE", unknown, {}},
    {system, 0x8004131A, "SCHED_E_MALFORMEDXML", unknown, {}},
    {system, 0x0004131B, "SCHED_S_SOME_TRIGGERS_FAILED", unknown, {}},
    {system, 0x0004131C, "SCHED_S_BATCH_LOGON_PROBLEM", unknown, {}},
    {system, 0x8004131D, "SCHED_E_TOO_MANY_NODES", unknown, {}},
    {system, 0x8004131E, "SCHED_E_PAST_END_BOUNDARY", unknown, {}},
    {system, 0x8004131F, "SCHED_E_ALREADY_RUNNING", unknown, {}},
    {system, 0x80041320, "SCHED_E_USER_NOT_LOGGED_ON", unknown, {}},
    {system, 0x80041321, "SCHED_E_INVALID_TASK_HASH", unknown, {}},
    {system, 0x80041322, "SCHED_E_SERVICE_NOT_AVAILABLE", unknown, {}},
    {system, 0x80041323, "SCHED_E_SERVICE_TOO_BUSY", unknown, {}},
    {system, 0x80041324, "SCHED_E_TASK_ATTEMPTED", unknown, {}},
    {system, 0x80041326, "SCHED_E_TASK_DISABLED", unknown, {}},
    {system, 0x80041327, "SCHED_E_TASK_NOT_V1_COMPAT", unknown, {}},
    {system, 0x80041328, "SCHED_E_START_ON_DEMAND", unknown, {}},
    {system, 0x80041329, "SCHED_E_TASK_NOT_UBPM_COMPAT", unknown, {}},
    {system, 0x80041330, "SCHED_E_DEPRECATED_FEATURE_USED", unknown, {}},
});

constexpr std::array<string_view, 6> kPlaceholders{"{server}",     "{share}",  "{drive}",
                                                   "{credential}", "{number}", "{hex}"};

/// The part of `text` from a brace on starts with one of the placeholders that describe_failure fills in;
/// {credential} has a value only where there is a credential.
constexpr bool has_known_placeholders(string_view text, bool for_credential) {
  for (std::size_t at = text.find_first_of("{}"); at != string_view::npos;
       at = text.find_first_of("{}", text.find('}', at) + 1)) {
    const string_view rest = text.substr(at);
    const bool known = std::any_of(kPlaceholders.begin(), kPlaceholders.end(), [&](string_view placeholder) {
      return rest.starts_with(placeholder) && (for_credential || placeholder != "{credential}");
    });
    if (!known) return false;
  }
  return true;
}

constexpr bool is_sound(const FailureMeaning& row) {
  const bool is_about_a_connection = row.operation != start && row.operation != system;
  if (!is_about_a_connection && row.advice.find('{') != string_view::npos) return false;
  return has_known_placeholders(row.advice, false) && has_known_placeholders(row.credential_advice, true);
}

static_assert(std::all_of(kMeanings.begin(), kMeanings.end(), is_sound),
              "an unknown {placeholder} in an advice");

}  // namespace

std::span<const FailureMeaning> failure_meanings() {
  return kMeanings;
}

}  // namespace launcher
