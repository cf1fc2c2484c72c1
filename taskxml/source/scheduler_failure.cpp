#include "taskxml/source/scheduler_failure.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace taskxml {
namespace {

using std::string_view;

constexpr string_view kStartService = "Start the service: sc start Schedule; services.msc shows its state";
constexpr string_view kPassword =
    "Give the password that the account has now. It is not tried again, because Windows would count a further "
    "refusal; the tasks of this account stay as they are. --skip-passwords leaves them alone";
constexpr string_view kElevate =
    "Run the command from an elevated prompt ('Run as administrator'): Task Scheduler lets others see and "
    "change only what is their own";
constexpr string_view kAccount =
    "Check the principal of the task: taskxml show names it; whoami /user and net user show the accounts of "
    "this machine";
constexpr string_view kBatchRight =
    "Give the account 'Log on as a batch job': secpol.msc, Local Policies, User Rights Assignment";
constexpr string_view kDefinition =
    "Look at the definition: schtasks /query /tn NAME /xml shows it; taskxml diagnose names what Task "
    "Scheduler does not take";
constexpr string_view kRunCondition =
    "Look at the conditions and settings of the task (taskschd.msc), and at its History";
constexpr string_view kDamaged =
    "The task itself is damaged. Where there is a backup of it, register that: schtasks /create /xml FILE /tn "
    "NAME /f";
constexpr string_view kMissing =
    "Check the path: schtasks /query /fo list names every task that this account may see";

constexpr auto kMeanings = std::to_array<SchedulerMeaning>({
    {0x80041309, "The task has no such trigger", kDefinition},
    {0x8004130A, "The task lacks something that it needs to run", kDefinition},
    {0x8004130B, "The task is not running",
     "Nothing is to be stopped: schtasks /query /tn NAME shows its state"},
    {0x8004130C, "The Task Scheduler service is not installed",
     "Windows always has it; repair Windows: sfc /scannow"},
    {0x8004130D, "The task cannot be opened", kDamaged},
    {0x8004130E, "The task is not a valid one", kDamaged},
    {0x8004130F, "Task Scheduler has no account stored for the task", kAccount},
    {0x80041310, "Task Scheduler does not know the account of the task", kAccount},
    {0x80041311, "Task Scheduler's store of accounts is damaged",
     "Register the task again with its password: schtasks /change /tn NAME /ru ACCOUNT /rp *"},
    {0x80041312, "Task Scheduler can use no account here", kStartService},
    {0x80041313, "The task is of a version that this Windows does not know",
     "Lower version in the first line of the definition to what this Windows has: 1.4 is Windows 10"},
    {0x80041314, "Task Scheduler does not take this combination of account and options", kAccount},
    {0x80041315, "The Task Scheduler service is not running", kStartService},
    {0x80041316, "The definition has an element where none may be", kDefinition},
    {0x80041317, "The definition has an element or an attribute of another namespace", kDefinition},
    {0x80041318, "The definition has a value that is written wrongly or out of range", kDefinition},
    {0x80041319, "The definition lacks an element or an attribute that must be there", kDefinition},
    {0x8004131A, "The definition is not well-formed XML", kDefinition},
    {0x0004131B, "The task is registered, but not every trigger will start it",
     "Look at its triggers: schtasks /query /tn NAME /xml"},
    {0x0004131C, "The task is registered, but its account may not log on as a batch job", kBatchRight},
    {0x8004131D, "The definition has too many elements of one kind",
     "Task Scheduler takes 32 actions and 48 triggers: divide the task in two"},
    {0x8004131E, "The end of the trigger is over", "Set a later end: taskschd.msc, Triggers, Expire"},
    {0x8004131F, "The task is running already", "Wait for its end, or end it: schtasks /end /tn NAME"},
    {0x80041320, "The task does not run, because its user is not logged on",
     "Log on as that user, or let the task run whether the user is logged on or not (taskschd.msc, General)"},
    {0x80041321, "The stored task is damaged or was changed by something else than Task Scheduler", kDamaged},
    {0x80041322, "The Task Scheduler service is not available", kStartService},
    {0x80041323, "The Task Scheduler service is too busy", "Repeat the command later"},
    {0x80041324, "The task did not run, because one of its conditions does not hold", kRunCondition},
    {0x80041326, "The task is disabled", "Enable it: schtasks /change /tn NAME /enable"},
    {0x80041327, "The task has settings that older versions of Windows do not know", kDefinition},
    {0x80041328, "The task may not be started on demand",
     "Allow it: taskschd.msc, Settings, 'Allow task to be run on demand'"},
    {0x80041329, "The task has settings that this kind of task cannot have", kDefinition},
    {0x80041330, "The task uses something that this Windows no longer has, such as e-mail or a message",
     "Replace that action by a program, for example a PowerShell script"},

    {0x80070002, {}, kMissing},
    {0x80070003, {}, kMissing},
    {0x80070005, {}, kElevate},
    {0x80070020, {}, "Repeat the command later: something else changes the task at this moment"},
    {0x80070032, {}, kDefinition},
    {0x80070057, {}, kDefinition},
    {0x8007007B,
     {},
     R"(Check the path of the task: a name has none of \ / : * ? " < > | and no blank at its ends)"},
    {0x80070091, {}, "Other tasks are in that folder: schtasks /query /fo list shows them"},
    {0x800700B7, {}, "A task of that name is there already: schtasks /query /tn NAME shows it"},
    {0x80070534, {}, kAccount},
    {0x8007052E, {}, kPassword},
    {0x8007052F, {}, "The account is restricted, by an empty password for example: net user USER shows it"},
    {0x80070530, {}, "The account may not log on at this hour: net user USER shows when it may"},
    {0x80070531, {}, "The account may not log on at this machine: see Log On To in its properties"},
    {0x80070532,
     {},
     "Set a new password for the account: net user USER * (with /domain for one of the domain)"},
    {0x80070533, {}, "Enable the account: net user USER /active:yes"},
    {0x80070569, {}, kBatchRight},
    {0x80070701, {}, "The account has expired: net user USER /expires:never"},
    {0x80070773, {}, "The account must change its password first: log on with it once"},
    {0x80070775,
     {},
     "The account is locked out: wait, or Unlock-ADAccount; net user USER /active:yes for a local one"},
    {0x800706B5, {}, kStartService},
    {0x800706BA, {}, kStartService},
    {0x800706BE,
     {},
     "The service ended during the call; look at the event log System, then repeat the command"},
    {0x800706D9, {}, kStartService},
    {0x80070422,
     {},
     "The service Task Scheduler is disabled: sc config Schedule start= auto, then restart Windows"},
    {0x80040154, "The class is not registered",
     "The interface of Task Scheduler is not registered; repair Windows: sfc /scannow"},
});

const SchedulerMeaning* find_row(std::uint32_t code) {
  const std::span<const SchedulerMeaning> rows = kMeanings;
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const SchedulerMeaning& meaning) { return meaning.code == code; });
  return row == rows.end() ? nullptr : &*row;
}

/// What system_error says where the system has no text.
bool is_no_text(string_view text) {
  return text.empty() || text == "unknown error";
}

}  // namespace

std::span<const SchedulerMeaning> scheduler_meanings() {
  return kMeanings;
}

launcher::Failure describe_scheduler_failure(std::string what, std::string subject,
                                             const launcher::SystemResult& result) {
  const SchedulerMeaning* const row = find_row(result.code);
  launcher::SystemResult shown = result;
  if (row != nullptr && !row->text.empty() && is_no_text(result.text)) shown.text = row->text;
  std::string advice = row != nullptr
                           ? std::string(row->advice)
                           : "Look the number up with: certutil -error " + launcher::format_hex(result.code);
  return launcher::describe_system_failure(std::move(what), std::move(subject), shown, std::move(advice));
}

bool is_busy_service(std::uint32_t code) {
  constexpr std::array<std::uint32_t, 2> kBusy{0x80041315, 0x80041323};
  return std::find(kBusy.begin(), kBusy.end(), code) != kBusy.end();
}

bool is_missing_task(std::uint32_t code) {
  return code == 0x80070002 || code == 0x80070003;
}

bool is_refused_login(std::uint32_t code) {
  constexpr auto kRefusals =
      std::to_array<std::uint32_t>({0x80070005, 0x8007052E, 0x8007052F, 0x80070530, 0x80070531, 0x80070532,
                                    0x80070533, 0x80070569, 0x80070701, 0x80070773, 0x80070775});
  return std::find(kRefusals.begin(), kRefusals.end(), code) != kRefusals.end();
}

}  // namespace taskxml
