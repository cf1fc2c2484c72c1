#pragma once

#include <array>
#include <cstdint>

/// What the failure table of connecting has to say, written down a second time: from [MS-ERREF] 2.1 to 2.3
/// and lmerr.h (numbers and names) and from what an administrator is to do. The unit test holds it against
/// the table, the end-to-end test plays every code through WNetAddConnection2W.
namespace launcher::test {

/// What a failure leads to.
enum class Consequence {
  tries_until_timeout,
  three_tries,
  identity_refused,  ///< one try, and none for other drives of that server
  one_try,
};

struct ExpectedFailure {
  std::uint32_t code;
  const char* symbol;
  Consequence consequence;
  const char* advice;  ///< the command or setting it names; {server}, {share}, {drive} stand for its own
};

/// Every code but 1208, which Wine cannot play.
inline constexpr std::array kExpectedFailures = [] {
  using enum Consequence;
  return std::to_array<ExpectedFailure>({
      {51, "ERROR_REM_NOT_LIST", tries_until_timeout, "Test-NetConnection {server} -Port 445"},
      {53, "ERROR_BAD_NETPATH", tries_until_timeout, "a blocked guest"},
      {54, "ERROR_NETWORK_BUSY", tries_until_timeout, "raise timeout"},
      {55, "ERROR_DEV_NOT_EXIST", tries_until_timeout, "Get-SmbShare"},
      {59, "ERROR_UNEXP_NET_ERR", tries_until_timeout, "Microsoft-Windows-SMBServer/Connectivity"},
      {64, "ERROR_NETNAME_DELETED", tries_until_timeout, "raise timeout"},
      {71, "ERROR_REQ_NOT_ACCEP", tries_until_timeout, "ConcurrentUserLimit"},
      {121, "ERROR_SEM_TIMEOUT", tries_until_timeout, "raise timeout"},
      {170, "ERROR_BUSY", tries_until_timeout, "raise timeout"},
      {56, "ERROR_TOO_MANY_CMDS", tries_until_timeout, "raise timeout"},
      {70, "ERROR_SHARING_PAUSED", tries_until_timeout, "Resume-Service LanmanServer"},
      {240, "ERROR_VC_DISCONNECTED", tries_until_timeout, "raise timeout"},
      {995, "ERROR_OPERATION_ABORTED", tries_until_timeout, "raise timeout"},
      {1115, "ERROR_SHUTDOWN_IN_PROGRESS", tries_until_timeout, "Get-WinEvent -LogName System"},
      {1130, "ERROR_NOT_ENOUGH_SERVER_MEMORY", tries_until_timeout, "Get-WinEvent -LogName System"},
      {0x80090311, "SEC_E_NO_AUTHENTICATING_AUTHORITY", tries_until_timeout, "nltest /dsgetdc:DOMAIN"},
      {1220, "ERROR_REMOTE_SESSION_LIMIT_EXCEEDED", tries_until_timeout, "Get-SmbSession"},
      {1222, "ERROR_NO_NETWORK", tries_until_timeout, "Get-Service LanmanWorkstation"},
      {1225, "ERROR_CONNECTION_REFUSED", tries_until_timeout, "Test-NetConnection {server} -Port 445"},
      {1226, "ERROR_GRACEFUL_DISCONNECT", tries_until_timeout, "raise timeout"},
      {1231, "ERROR_NETWORK_UNREACHABLE", tries_until_timeout, "raise timeout"},
      {1232, "ERROR_HOST_UNREACHABLE", tries_until_timeout, "Test-NetConnection {server} -Port 445"},
      {1233, "ERROR_PROTOCOL_UNREACHABLE", tries_until_timeout, "Get-NetAdapterBinding"},
      {1234, "ERROR_PORT_UNREACHABLE", tries_until_timeout, "Test-NetConnection {server} -Port 445"},
      {1235, "ERROR_REQUEST_ABORTED", tries_until_timeout, "raise timeout"},
      {1236, "ERROR_CONNECTION_ABORTED", tries_until_timeout, "raise timeout"},
      {1237, "ERROR_RETRY", tries_until_timeout, "raise timeout"},
      {1238, "ERROR_CONNECTION_COUNT_LIMIT", tries_until_timeout, "net use"},
      {1256, "ERROR_HOST_DOWN", tries_until_timeout, "Test-NetConnection {server} -Port 445"},
      {1311, "ERROR_NO_LOGON_SERVERS", tries_until_timeout, "nltest /dsgetdc:DOMAIN"},
      {1355, "ERROR_NO_SUCH_DOMAIN", tries_until_timeout, "nltest /dsgetdc:DOMAIN"},
      {1450, "ERROR_NO_SYSTEM_RESOURCES", tries_until_timeout, "Get-WinEvent -LogName System"},
      {1460, "ERROR_TIMEOUT", tries_until_timeout, "raise timeout"},
      {1722, "RPC_S_SERVER_UNAVAILABLE", tries_until_timeout, "Test-NetConnection {server} -Port 445"},
      {1792, "ERROR_NETLOGON_NOT_STARTED", tries_until_timeout, "Start-Service Netlogon"},
      {1908, "ERROR_DOMAIN_CONTROLLER_NOT_FOUND", tries_until_timeout, "nltest /dsgetdc:DOMAIN"},

      {2, "ERROR_FILE_NOT_FOUND", three_tries, "check path"},
      {3, "ERROR_PATH_NOT_FOUND", three_tries, "check path"},
      {67, "ERROR_BAD_NET_NAME", three_tries, "Get-SmbShare"},
      {1201, "ERROR_CONNECTION_UNAVAIL", three_tries, "net use {drive} /delete"},
      {1203, "ERROR_NO_NET_OR_BAD_PATH", three_tries, "Get-Service LanmanWorkstation"},
      {1265, "ERROR_DOWNGRADE_DETECTED", three_tries, "KDCSVC events 201 to 209"},
      {2250, "ERROR_NOT_CONNECTED", three_tries, "ends every network drive of this machine"},

      {31, "ERROR_GEN_FAILURE", three_tries, "Microsoft-Windows-SmbClient/Connectivity"},
      {1359, "ERROR_INTERNAL_ERROR", three_tries, "Microsoft-Windows-SmbClient/Connectivity"},
      {11001, "WSAHOST_NOT_FOUND", three_tries, "Resolve-DnsName {server}"},

      {86, "ERROR_INVALID_PASSWORD", identity_refused,
       R"(net use \\{server}\{share} /user:USER. A Microsoft account)"},
      {0x8009030C, "SEC_E_LOGON_DENIED", identity_refused, "MicrosoftAccount"},
      {1240, "ERROR_LOGIN_WKSTA_RESTRICTION", identity_refused, "Log On To"},
      {2239, "NERR_AccountExpired", identity_refused, "net user USER /expires:never"},
      {2240, "NERR_InvalidWorkstation", identity_refused, "Log On To"},
      {2241, "NERR_InvalidLogonHours", identity_refused, "Logon Hours"},
      {2242, "NERR_PasswordExpired", identity_refused, "net user USER *"},
      {1317, "ERROR_NO_SUCH_USER", identity_refused, R"(DOMAIN\user)"},
      {1326, "ERROR_LOGON_FAILURE", identity_refused, "LsaSrv 6167"},
      {1327, "ERROR_ACCOUNT_RESTRICTION", identity_refused, "net user USER"},
      {1328, "ERROR_INVALID_LOGON_HOURS", identity_refused, "Logon Hours"},
      {1329, "ERROR_INVALID_WORKSTATION", identity_refused, "Log On To"},
      {1330, "ERROR_PASSWORD_EXPIRED", identity_refused, "net user USER *"},
      {1331, "ERROR_ACCOUNT_DISABLED", identity_refused, "net user USER /active:yes"},
      {1380, "ERROR_LOGON_NOT_GRANTED", identity_refused, "secpol.msc"},
      {1385, "ERROR_LOGON_TYPE_NOT_GRANTED", identity_refused, "secpol.msc"},
      {1793, "ERROR_ACCOUNT_EXPIRED", identity_refused, "net user USER /expires:never"},
      {1907, "ERROR_PASSWORD_MUST_CHANGE", identity_refused, "net user USER *"},
      {1909, "ERROR_ACCOUNT_LOCKED_OUT", identity_refused, "Unlock-ADAccount"},
      {1938, "ERROR_PASSWORD_CHANGE_REQUIRED", identity_refused, "net user USER *"},

      {1216, "ERROR_INVALID_PASSWORDNAME", one_try, "net user USER *"},
      {1244, "ERROR_NOT_AUTHENTICATED", one_try, "Get-SmbShareAccess"},
      {1245, "ERROR_NOT_LOGGED_ON", one_try, "'Do not store password'"},
      {1312, "ERROR_NO_SUCH_LOGON_SESSION", one_try, "'Do not store password'"},
      {1314, "ERROR_PRIVILEGE_NOT_HELD", one_try, "secpol.msc"},
      {1315, "ERROR_INVALID_ACCOUNT_NAME", one_try, R"(DOMAIN\user)"},
      {2202, "ERROR_BAD_USERNAME", one_try, "net use"},
      {0x8009030E, "SEC_E_NO_CREDENTIALS", one_try, "'Do not store password'"},
      {317, "ERROR_MR_MID_NOT_FOUND", one_try, "Microsoft-Windows-SmbClient/Security"},
      {1058, "ERROR_SERVICE_DISABLED", one_try, "Start-Service LanmanWorkstation"},
      {1062, "ERROR_SERVICE_NOT_ACTIVE", one_try, "Start-Service LanmanWorkstation"},
      {2138, "NERR_WkstaNotStarted", one_try, "Set-Service LanmanWorkstation"},
      {1212, "ERROR_INVALID_DOMAINNAME", one_try, R"(DOMAIN\user)"},
      {1394, "ERROR_NO_USER_SESSION_KEY", one_try, "credential ="},
      {1825, "RPC_S_SEC_PKG_ERROR", one_try, "server's full name"},
      {0xC05D0002, "STATUS_SMB_GUEST_LOGON_BLOCKED", one_try, "Windows 11 24H2"},
      {0xC05D0003, "STATUS_SMB_GUEST_LOGON_BLOCKED_SIGNING_REQUIRED", one_try, "drivelaunch credential set"},
      {0x80090006, "NTE_BAD_SIGNATURE", one_try, "switch SMB signing on in its settings"},
      {0xC000A000, "STATUS_INVALID_SIGNATURE", one_try, "switch SMB signing on in its settings"},
      {0x80090302, "SEC_E_UNSUPPORTED_FUNCTION", one_try, "-BlockNTLMServerExceptionList {server}"},
      {0x80090322, "SEC_E_WRONG_PRINCIPAL", one_try, "setspn -L {server}"},
      {0x80090342, "SEC_E_KDC_UNKNOWN_ETYPE", one_try, "msDS-SupportedEncryptionTypes"},
      {5, "ERROR_ACCESS_DENIED", one_try, "LocalAccountTokenFilterPolicy"},
      {50, "ERROR_NOT_SUPPORTED", one_try, "Restrict NTLM: Add remote server exceptions"},
      {52, "ERROR_DUP_NAME", one_try, "Rename-Computer"},
      {58, "ERROR_BAD_NET_RESP", one_try, "check that path names a file server"},
      {65, "ERROR_NETWORK_ACCESS_DENIED", one_try, "Get-SmbShareAccess"},
      {66, "ERROR_BAD_DEV_TYPE", one_try, "Get-SmbShare"},
      {85, "ERROR_ALREADY_ASSIGNED", one_try, "net use {drive} /delete"},
      {87, "ERROR_INVALID_PARAMETER", one_try, "Check path"},
      {123, "ERROR_INVALID_NAME", one_try, "Check path"},
      {161, "ERROR_BAD_PATHNAME", one_try, "Check path"},
      {384, "ERROR_SMB1_NOT_AVAILABLE", one_try, "often a NAS"},
      {487, "ERROR_INVALID_ADDRESS", one_try, "[drive.S]"},
      {1200, "ERROR_BAD_DEVICE", one_try, "--drive"},
      {1202, "ERROR_DEVICE_ALREADY_REMEMBERED", one_try, "net use {drive} /delete"},
      {1204, "ERROR_BAD_PROVIDER", one_try, "ProviderOrder"},
      {1205, "ERROR_CANNOT_OPEN_PROFILE", one_try, R"(HKCU\Network)"},
      {1206, "ERROR_BAD_PROFILE", one_try, R"(HKCU\Network)"},
      {1210, "ERROR_INVALID_COMPUTERNAME", one_try, "server in path"},
      {1214, "ERROR_INVALID_NETNAME", one_try, "share in path"},
      {1219, "ERROR_SESSION_CREDENTIAL_CONFLICT", one_try, "net use"},
      {1223, "ERROR_CANCELLED", one_try, "drivelaunch check"},
      {1272, "ERROR_SMB_GUEST_LOGON_BLOCKED", one_try, "a NAS has them in its settings"},
      {1396, "ERROR_WRONG_TARGET_NAME", one_try, "setspn -L {server}"},
      {1397, "ERROR_MUTUAL_AUTH_FAILED", one_try, "Hardened UNC Paths"},
      {1398, "ERROR_TIME_SKEW", one_try, "w32tm /resync"},
      {1787, "ERROR_NO_TRUST_SAM_ACCOUNT", one_try, "Test-ComputerSecureChannel -Repair"},
      {1788, "ERROR_TRUSTED_DOMAIN_FAILURE", one_try, "nltest /sc_verify:DOMAIN"},
      {1789, "ERROR_TRUSTED_RELATIONSHIP_FAILURE", one_try, "Test-ComputerSecureChannel -Repair"},
      {1790, "ERROR_TRUST_FAILURE", one_try, "nltest /sc_verify:DOMAIN"},
      {1935, "ERROR_AUTHENTICATION_FIREWALL_FAILED", one_try, "'Allowed to authenticate'"},
      {1937, "ERROR_NTLM_BLOCKED", one_try, "-BlockNTLMServerExceptionList {server}"},
  });
}();

}  // namespace launcher::test
