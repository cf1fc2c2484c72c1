#include "scheduler/windows_form.hpp"

#include <windows.h>

#include <sddl.h>
#include <tinyxml2.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <map>
#include <utility>
#include <vector>

#include "launcher/win32/system/handle.hpp"
#include "provider/fields.hpp"
#include "scheduler/plan.hpp"
#include "scheduler/refused.hpp"
#include "taskxml/task/known_accounts.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace scheduler {
namespace {

using tinyxml2::XMLElement;

/// The order of the children that Windows writes; others follow as they were.
const std::map<std::string_view, std::vector<std::string_view>> kOrders{
    {"Task", {"RegistrationInfo", "Principals", "Settings", "Triggers", "Actions"}},
    {"RegistrationInfo", {"SecurityDescriptor", "Source", "Date", "Author", "Version", "Description", "URI"}},
    {"Principal", {"UserId", "GroupId", "LogonType", "RunLevel"}},
    {"Exec", {"Command", "Arguments", "WorkingDirectory"}},
    {"IdleSettings", {"Duration", "WaitTimeout", "StopOnIdleEnd", "RestartOnIdle"}},
    {"Settings",
     {"MultipleInstancesPolicy", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "AllowHardTerminate",
      "StartWhenAvailable", "RunOnlyIfNetworkAvailable", "IdleSettings", "AllowStartOnDemand", "Enabled",
      "Hidden", "RunOnlyIfIdle", "WakeToRun", "ExecutionTimeLimit", "Priority"}},
};

/// [MS-TSCH] 2.5.4, and the pages of the elements.
constexpr auto kSettings = std::to_array<std::pair<const char*, const char*>>({
    {"MultipleInstancesPolicy", "IgnoreNew"},
    {"DisallowStartIfOnBatteries", "true"},
    {"StopIfGoingOnBatteries", "true"},
    {"AllowHardTerminate", "true"},
    {"StartWhenAvailable", "false"},
    {"RunOnlyIfNetworkAvailable", "false"},
    {"AllowStartOnDemand", "true"},
    {"Enabled", "true"},
    {"Hidden", "false"},
    {"RunOnlyIfIdle", "false"},
    {"WakeToRun", "false"},
    {"ExecutionTimeLimit", "PT72H"},
    {"Priority", "7"},
});

std::string_view local(const XMLElement& element) {
  return taskxml::local_name(element.Name());
}

XMLElement* find(XMLElement& parent, std::string_view name) {
  for (XMLElement* child = parent.FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    if (local(*child) == name) return child;
  }
  return nullptr;
}

std::string text_of(const XMLElement& element) {
  std::string text;
  for (const tinyxml2::XMLNode* node = element.FirstChild(); node != nullptr; node = node->NextSibling()) {
    if (node->ToText() != nullptr) text += node->Value();
  }
  return text;
}

void set_text(XMLElement& element, const std::string& text) {
  element.DeleteChildren();
  element.SetText(text.c_str());
}

/// With the prefix of its parent, so that it is in the same namespace.
XMLElement& find_or_add(XMLElement& parent, const std::string& name) {
  if (XMLElement* const found = find(parent, name)) return *found;
  const std::string_view prefix = taskxml::name_prefix(parent.Name());
  const std::string full = prefix.empty() ? name : std::string(prefix) + ":" + name;
  return *parent.InsertNewChildElement(full.c_str());
}

void fill_in(XMLElement& parent, const char* name, const std::string& text) {
  if (find(parent, name) == nullptr) set_text(find_or_add(parent, name), text);
}

std::string own_account() {
  std::array<wchar_t, 256> computer{};
  auto size = static_cast<DWORD>(computer.size());
  GetComputerNameW(computer.data(), &size);
  std::array<wchar_t, 257> user{};
  size = static_cast<DWORD>(user.size());
  GetUserNameW(user.data(), &size);
  return rig::to_utf8(std::wstring(computer.data()) + L"\\" + user.data());
}

std::string own_sid() {
  HANDLE opened = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened)) throw Refused::win32(GetLastError());
  const launcher::win32::UniqueHandle token(opened);
  alignas(TOKEN_USER) std::array<std::byte, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> buffer{};
  DWORD size = 0;
  wchar_t* text = nullptr;
  if (!GetTokenInformation(token.get(), TokenUser, buffer.data(), static_cast<DWORD>(buffer.size()), &size) ||
      !ConvertSidToStringSidW(reinterpret_cast<TOKEN_USER*>(buffer.data())->User.Sid, &text)) {
    throw Refused::win32(GetLastError());
  }
  const launcher::win32::UniqueLocalMemory<wchar_t> owned(text);
  return rig::to_utf8(text);
}

std::string now() {
  SYSTEMTIME time{};
  GetLocalTime(&time);
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%04u-%02u-%02uT%02u:%02u:%02u", time.wYear, time.wMonth, time.wDay,
                time.wHour, time.wMinute, time.wSecond);
  return text.data();
}

std::string sid_or_name(const std::string& account) {
  if (const auto known = taskxml::find_known_account(account)) return std::string(known->sid);
  const std::optional<Account> of_plan = find_account(rig::to_utf16(account));
  return of_plan && !of_plan->sid.empty() ? rig::to_utf8(of_plan->sid) : account;
}

void complete_principals(XMLElement& task, const Rewrite& rewrite) {
  XMLElement& actions = find_or_add(task, "Actions");
  XMLElement& principals = find_or_add(task, "Principals");
  if (find(principals, "Principal") == nullptr) {
    XMLElement& principal = find_or_add(principals, "Principal");
    principal.SetAttribute("id", "Author");
    set_text(find_or_add(principal, "UserId"), own_sid());
    set_text(find_or_add(principal, "LogonType"), "InteractiveToken");
  }
  for (XMLElement* one = principals.FirstChildElement(); one != nullptr; one = one->NextSiblingElement()) {
    if (one->Attribute("id") == nullptr) one->SetAttribute("id", "Author");
    if (rewrite.user) {
      if (XMLElement* const group = find(*one, "GroupId")) one->DeleteChild(group);
      set_text(find_or_add(*one, "UserId"), *rewrite.user);
    }
    if (rewrite.logon_type) set_text(find_or_add(*one, "LogonType"), *rewrite.logon_type);
    for (const char* const name : {"UserId", "GroupId"}) {
      if (XMLElement* const account = find(*one, name)) set_text(*account, sid_or_name(text_of(*account)));
    }
    fill_in(*one, "RunLevel", "LeastPrivilege");
  }
  if (actions.Attribute("Context") == nullptr) {
    actions.SetAttribute("Context", find(principals, "Principal")->Attribute("id"));
  }
}

void cut_arguments(XMLElement& task) {
  XMLElement& actions = find_or_add(task, "Actions");
  for (XMLElement* one = actions.FirstChildElement(); one != nullptr; one = one->NextSiblingElement()) {
    XMLElement* const arguments = find(*one, "Arguments");
    if (arguments == nullptr) continue;
    const std::wstring whole = rig::to_utf16(text_of(*arguments));
    std::size_t half = whole.size() / 2;
    if (half > 0 && IS_HIGH_SURROGATE(whole[half - 1])) --half;
    set_text(*arguments, rig::to_utf8(whole.substr(0, half)));
  }
}

std::string escaped(std::string_view text, bool in_attribute) {
  std::string result;
  for (const char character : text) {
    if (character == '&') {
      result += "&amp;";
    } else if (character == '<') {
      result += "&lt;";
    } else if (character == '>') {
      result += "&gt;";
    } else if (in_attribute && character == '"') {
      result += "&quot;";
    } else {
      result += character;
    }
  }
  return result;
}

std::vector<const XMLElement*> in_order(const XMLElement& parent) {
  std::vector<const XMLElement*> children;
  for (const XMLElement* child = parent.FirstChildElement(); child != nullptr;
       child = child->NextSiblingElement()) {
    children.push_back(child);
  }
  const auto order = kOrders.find(local(parent));
  if (order == kOrders.end()) return children;
  const auto place = [&](const XMLElement* child) {
    return std::find(order->second.begin(), order->second.end(), local(*child)) - order->second.begin();
  };
  std::stable_sort(children.begin(), children.end(), [&](const XMLElement* left, const XMLElement* right) {
    return place(left) < place(right);
  });
  return children;
}

void write(std::string& out, const XMLElement& element, std::size_t depth) {
  const std::string indent(depth * 2, ' ');
  out += indent + "<" + element.Name();
  for (const tinyxml2::XMLAttribute* one = element.FirstAttribute(); one != nullptr; one = one->Next()) {
    out += std::string(" ") + one->Name() + "=\"" + escaped(one->Value(), true) + "\"";
  }
  const std::vector<const XMLElement*> children = in_order(element);
  const std::string text = text_of(element);
  if (children.empty() && text.empty()) {
    out += " />\r\n";
  } else if (children.empty()) {
    out += ">" + escaped(text, false) + "</" + element.Name() + ">\r\n";
  } else {
    out += ">\r\n";
    for (const XMLElement* const child : children)
      write(out, *child, depth + 1);
    out += indent + "</" + element.Name() + ">\r\n";
  }
}

}  // namespace

std::wstring write_windows_form(const Definition& definition, const Rewrite& rewrite) {
  tinyxml2::XMLDocument document;
  document.Parse(definition.text().c_str(), definition.text().size());
  if (document.Error()) throw Refused(kMalformedXml);
  XMLElement& task = *document.RootElement();
  if (task.Attribute("version") == nullptr) task.SetAttribute("version", "1.2");
  XMLElement& info = find_or_add(task, "RegistrationInfo");
  fill_in(info, "Date", now());
  fill_in(info, "Author", own_account());
  set_text(find_or_add(info, "URI"), rig::to_utf8(rewrite.path));
  complete_principals(task, rewrite);
  XMLElement& settings = find_or_add(task, "Settings");
  for (const auto& [name, value] : kSettings)
    fill_in(settings, name, value);
  XMLElement& idle = find_or_add(settings, "IdleSettings");
  fill_in(idle, "StopOnIdleEnd", "true");
  fill_in(idle, "RestartOnIdle", "false");
  find_or_add(task, "Triggers");
  if (rewrite.cut_arguments) cut_arguments(task);
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n";
  write(out, task, 0);
  return rig::to_utf16(out);
}

}  // namespace scheduler
