"""What Windows makes of a server's answer: NT status name -> Win32 code.

The table is [MS-ERREF] 2.3.1 as RtlNtStatusToDosError applies it, but for the rows of the second half: there
the Windows redirector gives its own code for a server that cannot be reached.
"""

_WIN32 = {
    "NT_STATUS_OK": 0,
    "NT_STATUS_ACCESS_DENIED": 5,
    "NT_STATUS_NOT_SUPPORTED": 50,
    "NT_STATUS_REQUEST_NOT_ACCEPTED": 71,
    "NT_STATUS_NETWORK_ACCESS_DENIED": 65,
    "NT_STATUS_BAD_NETWORK_NAME": 67,
    "NT_STATUS_WRONG_PASSWORD": 86,
    "NT_STATUS_NO_SUCH_USER": 1317,
    "NT_STATUS_LOGON_FAILURE": 1326,
    "NT_STATUS_ACCOUNT_RESTRICTION": 1327,
    "NT_STATUS_INVALID_LOGON_HOURS": 1328,
    "NT_STATUS_INVALID_WORKSTATION": 1329,
    "NT_STATUS_PASSWORD_EXPIRED": 1330,
    "NT_STATUS_ACCOUNT_DISABLED": 1331,
    "NT_STATUS_LOGON_TYPE_NOT_GRANTED": 1385,
    "NT_STATUS_ACCOUNT_EXPIRED": 1793,
    "NT_STATUS_PASSWORD_MUST_CHANGE": 1907,
    "NT_STATUS_ACCOUNT_LOCKED_OUT": 1909,
    # A folder below the share that is not there. Windows' own answer to a mapping of one is not documented.
    "NT_STATUS_OBJECT_NAME_NOT_FOUND": 3,
    "NT_STATUS_OBJECT_PATH_NOT_FOUND": 3,
    "NT_STATUS_NOT_A_DIRECTORY": 267,
    # No server behind the name or the port.
    "NT_STATUS_CONNECTION_REFUSED": 53,
    "NT_STATUS_HOST_UNREACHABLE": 53,
    "NT_STATUS_NETWORK_UNREACHABLE": 53,
    "NT_STATUS_IO_TIMEOUT": 53,
    "NT_STATUS_NOT_FOUND": 53,
    # It went away while we talked to it.
    "NT_STATUS_CONNECTION_RESET": 64,
    "NT_STATUS_CONNECTION_DISCONNECTED": 64,
}


def to_win32(status):
    """The Win32 code of an NT status by name. Raises KeyError for one the table lacks: a wrong guess would let a
    test pass for the wrong reason."""
    return _WIN32[status]
