#include "launcher/base/exit_code_name.hpp"

#include <algorithm>
#include <array>

#include "launcher/base/failure.hpp"

namespace launcher {
namespace {

constexpr auto kMeanings = std::to_array<ExitCodeMeaning>({
    {1, "", "the program failed; only its own output or log says why"},
    {2, "", "mostly: a file was not found, or the program was called wrongly"},
    {3, "", "mostly: a folder was not found, or the program gave up by itself (abort)"},
    {5, "", "mostly: access was denied"},
    {255, "", "the program failed; only its own output or log says why"},
    {259, "STILL_ACTIVE", "the program has ended with this code; tools may take it for one that still runs"},
    {9009, "", "cmd.exe did not find a command of the batch file"},
    {0x00041300, "SCHED_S_TASK_READY", ""},
    {0x00041301, "SCHED_S_TASK_RUNNING", "Task Scheduler shows a task that ended so as running"},
    {0x00041302, "SCHED_S_TASK_DISABLED", ""},
    {0x00041303, "SCHED_S_TASK_HAS_NOT_RUN", ""},
    {0x00041304, "SCHED_S_TASK_NO_MORE_RUNS", ""},
    {0x00041305, "SCHED_S_TASK_NOT_SCHEDULED", ""},
    {0x00041306, "SCHED_S_TASK_TERMINATED", "a task was ended by a user"},
    {0x00041307, "SCHED_S_TASK_NO_VALID_TRIGGERS", ""},
    {0x00041308, "SCHED_S_EVENT_TRIGGER", ""},
    {0x0004131B, "SCHED_S_SOME_TRIGGERS_FAILED", ""},
    {0x0004131C, "SCHED_S_BATCH_LOGON_PROBLEM",
     "the account of a task may lack the right to run as a batch job"},
    {0x00041325, "SCHED_S_TASK_QUEUED", ""},
    {0x40010004, "DBG_TERMINATE_PROCESS", "Windows ended the program at logoff or shutdown"},
    {0x40010005, "DBG_CONTROL_C", "the program was ended by Ctrl-C"},
    {0x80000003, "STATUS_BREAKPOINT", "the program stopped itself as if for a debugger"},
    {0x80004005, "E_FAIL", ""},
    {0x8000FFFF, "E_UNEXPECTED", ""},
    {0x80041309, "SCHED_E_TRIGGER_NOT_FOUND", ""},
    {0x8004130A, "SCHED_E_TASK_NOT_READY", ""},
    {0x8004130B, "SCHED_E_TASK_NOT_RUNNING", ""},
    {0x8004130F, "SCHED_E_ACCOUNT_INFORMATION_NOT_SET", ""},
    {0x80041310, "SCHED_E_ACCOUNT_NAME_NOT_FOUND", ""},
    {0x80041315, "SCHED_E_SERVICE_NOT_RUNNING", ""},
    {0x8004131F, "SCHED_E_ALREADY_RUNNING", ""},
    {0x80041320, "SCHED_E_USER_NOT_LOGGED_ON", ""},
    {0x80041326, "SCHED_E_TASK_DISABLED", ""},
    {0x8007000D, "ERROR_INVALID_DATA", ""},
    {0x80070020, "ERROR_SHARING_VIOLATION", "a file was in use by another program"},
    {0x800700A0, "ERROR_BAD_ARGUMENTS", ""},
    {0x8007054F, "ERROR_INTERNAL_ERROR", ""},
    {0x800710E0, "ERROR_REQUEST_REFUSED", ""},
    {0xC0000005, "STATUS_ACCESS_VIOLATION", "the program crashed"},
    {0xC0000006, "STATUS_IN_PAGE_ERROR",
     "the program crashed because a part of its file could not be read: its drive or disk was gone"},
    {0xC000000D, "STATUS_INVALID_PARAMETER", ""},
    {0xC0000017, "STATUS_NO_MEMORY", "memory or page file is exhausted"},
    {0xC000001D, "STATUS_ILLEGAL_INSTRUCTION", "the program crashed; it may be made for another processor"},
    {0xC0000022, "STATUS_ACCESS_DENIED", ""},
    {0xC0000034, "STATUS_OBJECT_NAME_NOT_FOUND", ""},
    {0xC000007B, "STATUS_INVALID_IMAGE_FORMAT",
     "a DLL of the program is damaged, or of 32 bits where 64 are wanted or the reverse"},
    {0xC0000094, "STATUS_INTEGER_DIVIDE_BY_ZERO", "the program crashed"},
    {0xC000009A, "STATUS_INSUFFICIENT_RESOURCES", "memory or page file is exhausted"},
    {0xC00000FD, "STATUS_STACK_OVERFLOW", "the program crashed"},
    {0xC000012D, "STATUS_COMMITMENT_LIMIT", "memory or page file is exhausted"},
    {0xC0000135, "STATUS_DLL_NOT_FOUND", "a DLL the program needs was not found"},
    {0xC0000138, "STATUS_ORDINAL_NOT_FOUND", "a DLL of the program is of another version"},
    {0xC0000139, "STATUS_ENTRYPOINT_NOT_FOUND", "a DLL of the program is of another version"},
    {0xC000013A, "STATUS_CONTROL_C_EXIT",
     "the program was ended by Ctrl-C or Ctrl-Break, or with its console or session"},
    {0xC0000142, "STATUS_DLL_INIT_FAILED",
     "a DLL of the program did not start: the session ends, or its desktop heap is exhausted"},
    {0xC0000144, "STATUS_UNHANDLED_EXCEPTION", "the program crashed"},
    {0xC000026B, "STATUS_DLL_INIT_FAILED_LOGOFF", "the session or the machine was ending"},
    {0xC0000374, "STATUS_HEAP_CORRUPTION", "the program crashed"},
    {0xC0000409, "STATUS_STACK_BUFFER_OVERRUN",
     "the program crashed, or ended itself at once (abort, fail fast)"},
    {0xC0000417, "STATUS_INVALID_CRUNTIME_PARAMETER", "the program crashed"},
    {0xC000041D, "STATUS_FATAL_USER_CALLBACK_EXCEPTION", "the program crashed"},
    {0xC0000420, "STATUS_ASSERTION_FAILURE", "the program crashed"},
    {0xC06D007E, "", "a DLL the program loads on demand was not found"},
    {0xC06D007F, "", "a DLL the program loads on demand is of another version"},
    {0xE0434352, "", "a .NET program ended with an exception it did not handle; the event log has it"},
    {0xE06D7363, "", "a C++ program ended with an exception it did not handle"},
    {0xFFFD0000, "", "mostly: powershell.exe did not find the script of -File, or would not run it"},
    {0xFFFFFFFF, "", "the program failed (-1); only its own output or log says why"},
});

}  // namespace

std::span<const ExitCodeMeaning> exit_code_meanings() {
  return kMeanings;
}

ExitCodeMeaning explain_exit_code(ExitCode code) {
  const auto row = std::find_if(kMeanings.begin(), kMeanings.end(),
                                [&](const ExitCodeMeaning& meaning) { return meaning.code == code; });
  if (row != kMeanings.end()) return *row;
  // A small number is the program's own affair, whatever Windows calls it.
  if (!is_beyond_win32(code)) return {code, {}, {}};
  return {code, explain_code(Operation::system, code).symbol, {}};
}

}  // namespace launcher
