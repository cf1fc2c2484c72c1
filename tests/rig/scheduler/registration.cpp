#include "scheduler/registration.hpp"

#include <objbase.h>

#include <algorithm>
#include <array>

#include "provider/fields.hpp"
#include "scheduler/definition.hpp"
#include "scheduler/descriptor.hpp"
#include "scheduler/instances.hpp"
#include "scheduler/places.hpp"
#include "scheduler/plan.hpp"
#include "scheduler/refused.hpp"
#include "scheduler/store.hpp"
#include "scheduler/windows_form.hpp"
#include "taskxml/task/known_accounts.hpp"

namespace scheduler {
namespace {

void check_flags(LONG flags) {
  constexpr LONG kKnown = TASK_VALIDATE_ONLY | TASK_CREATE_OR_UPDATE | TASK_DISABLE |
                          TASK_DONT_ADD_PRINCIPAL_ACE | TASK_IGNORE_REGISTRATION_TRIGGERS;
  const bool validates = (flags & TASK_VALIDATE_ONLY) != 0;
  const bool registers = (flags & TASK_CREATE_OR_UPDATE) != 0;
  if ((flags & ~kKnown) != 0 || validates == registers) throw Refused(E_INVALIDARG);
}

std::wstring made_up_path() {
  GUID guid{};
  if (FAILED(CoCreateGuid(&guid))) throw Refused(E_UNEXPECTED);
  std::array<wchar_t, 40> text{};
  StringFromGUID2(guid, text.data(), static_cast<int>(text.size()));
  return L"\\" + std::wstring(text.data());
}

/// LOCAL SYSTEM and its like, and managed accounts: Windows knows their passwords.
bool needs_no_password(const std::string& account) {
  const auto known = taskxml::find_known_account(account);
  return known || account.ends_with('$');
}

const char* logon_word(TASK_LOGON_TYPE type) {
  switch (type) {
    case TASK_LOGON_PASSWORD:
      return "Password";
    case TASK_LOGON_S4U:
      return "S4U";
    case TASK_LOGON_INTERACTIVE_TOKEN:
      return "InteractiveToken";
    case TASK_LOGON_INTERACTIVE_TOKEN_OR_PASSWORD:
      return "InteractiveTokenOrPassword";
    default:
      return nullptr;  // of a group, of a service account: the definition has none
  }
}

/// A logon, which is on record: what would lock an account.
void log_on(const std::string& account, const std::optional<std::wstring>& password) {
  if (!password) throw Refused::win32(ERROR_LOGON_FAILURE);
  const std::optional<Account> known = find_account(rig::to_utf16(account));
  const bool is_right = known && known->password == *password;
  const std::string name = known ? rig::to_utf8(known->name) : account;
  append_line(places().logons,
              std::string("result=") + (is_right ? "accepted" : "refused") + " account=" + name);
  if (!is_right) throw Refused::win32(ERROR_LOGON_FAILURE);
}

void check_logon(const Order& order, const Principal& principal) {
  const std::string account = order.user ? rig::to_utf8(*order.user) : principal.user;
  const char* const word = logon_word(order.logon_type);
  const std::string type = word != nullptr ? word : principal.logon_type;
  const bool has_password = type == "Password" || type == "InteractiveTokenOrPassword";
  if (order.logon_type == TASK_LOGON_SERVICE_ACCOUNT && order.password) throw Refused(E_INVALIDARG);
  if (!has_password || order.logon_type == TASK_LOGON_SERVICE_ACCOUNT ||
      order.logon_type == TASK_LOGON_GROUP || needs_no_password(account)) {
    return;
  }
  log_on(account, order.password);
}

std::wstring sid_of(const Principal& principal) {
  const std::string& account = principal.group.empty() ? principal.user : principal.group;
  if (account.starts_with("S-1-")) return rig::to_utf16(account);
  if (const auto known = taskxml::find_known_account(account)) return rig::to_utf16(known->sid);
  const std::optional<Account> of_plan = find_account(rig::to_utf16(account));
  return of_plan ? of_plan->sid : std::wstring();
}

/// Full access for administrators and SYSTEM; the principal may read and run, unless
/// TASK_DONT_ADD_PRINCIPAL_ACE says otherwise.
std::wstring descriptor_for(const Order& order, const Definition& definition, const State& before) {
  const std::string of_definition = definition.security_descriptor();
  const bool is_given = order.sddl || !of_definition.empty();
  std::wstring sddl = before.sddl;
  if (is_given) sddl = order.sddl ? *order.sddl : rig::to_utf16(of_definition);
  if (sddl.empty()) sddl = L"O:BAG:SYD:P(A;;FA;;;BA)(A;;FA;;;SY)";
  check_descriptor(sddl);
  const std::wstring sid = sid_of(definition.principal());
  const std::wstring entry = L"(A;;FRFX;;;" + sid + L")";
  const bool adds = (order.flags & TASK_DONT_ADD_PRINCIPAL_ACE) == 0 && (is_given || before.sddl.empty());
  if (adds && !sid.empty() && sddl.find(L"D:") != std::wstring::npos &&
      sddl.find(sid) == std::wstring::npos) {
    const std::size_t audit = sddl.find(L"S:", sddl.find(L"D:"));
    sddl.insert(std::min(audit, sddl.size()), entry);
  }
  return sddl;
}

/// The definition as it is kept.
std::wstring stored_form(const Order& order, const Definition& definition, const Changes& changes) {
  const Principal principal = definition.principal();
  Rewrite rewrite{order.path, std::nullopt, std::nullopt, changes.cut_arguments};
  if (order.user && folded(*order.user) != folded(rig::to_utf16(principal.user)) && principal.group.empty()) {
    rewrite.user = rig::to_utf8(*order.user);
  }
  const char* const word = logon_word(order.logon_type);
  if (word != nullptr && word != principal.logon_type) rewrite.logon_type = word;
  const bool is_rewritten =
      changes.windows_form || changes.cut_arguments || rewrite.user || rewrite.logon_type;
  return is_rewritten ? write_windows_form(definition, rewrite) : order.xml;
}

/// Enabled as TASK_DISABLE or the definition says, else as it was.
std::wstring with_enabled_state(std::wstring stored, const Order& order) {
  const bool is_disabled = (order.flags & TASK_DISABLE) != 0;
  if (!is_disabled) {
    const bool is_said = Definition::read_registered(order.xml).setting("Enabled").has_value();
    if (is_said || !task_exists(order.path)) return stored;
    if (Definition::read_registered(read_definition(order.path)).is_set("Enabled", true)) return stored;
  }
  return Definition::read_registered(stored).with_enabled(false);
}

/// Returns the path as it is registered.
std::wstring store(Order order, const Definition& definition, const Changes& changes) {
  const StoreLock lock;
  const bool exists = task_exists(order.path);
  const bool creates = (order.flags & TASK_CREATE) != 0;
  const bool updates = (order.flags & TASK_UPDATE) != 0;
  if ((exists && !updates) || folder_exists(order.path)) throw Refused::win32(ERROR_ALREADY_EXISTS);
  if (!exists && !creates) throw Refused::win32(ERROR_FILE_NOT_FOUND);
  if (exists) order.path = find_task(order.path);
  check_logon(order, definition.principal());
  State state = exists ? read_state(order.path) : State{{}, kTaskHasNotRun, 0};
  state.sddl = descriptor_for(order, definition, state);
  write_task(order.path, with_enabled_state(stored_form(order, definition, changes), order), state);
  return order.path;
}

}  // namespace

std::optional<std::wstring> register_task(Order order) {
  check_flags(order.flags);
  if (order.path.empty()) order.path = made_up_path();
  if (order.path == L"\\") throw Refused::win32(ERROR_INVALID_NAME);
  const bool validates = (order.flags & TASK_VALIDATE_ONLY) != 0;
  const Changes changes = follow_plan(validates ? Event::validate : Event::registering, order.path);
  const Definition definition = Definition::parse(order.xml);
  if (validates) return std::nullopt;

  order.path = store(order, definition, changes);
  const bool ignores = (order.flags & TASK_IGNORE_REGISTRATION_TRIGGERS) != 0;
  const Definition registered = Definition::read_registered(read_definition(order.path));
  if (!ignores && registered.has_registration_trigger() && registered.is_set("Enabled", true)) {
    start_instance(order.path, {});
  }
  return order.path;
}

}  // namespace scheduler
