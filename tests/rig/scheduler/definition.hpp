#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/xml/token_list.hpp"

/// A task definition that Task Scheduler would take. Valid by construction.
namespace scheduler {

struct Exec {
  std::string command;
  std::string arguments;
  std::string directory;
};

/// The principal that Actions names, else the first; empty parts are not there.
struct Principal {
  std::string user;
  std::string group;
  std::string logon_type;
};

class Definition {
 public:
  /// Throws Refused as ITaskFolder::RegisterTask answers ("Task Scheduler Error and Success Constants"): not
  /// well-formed or not in UTF-16 as it declares, not in the namespace, a value or an element that [MS-TSCH]
  /// 2.5 does not have there, one that is missing. taskxml's table of that schema decides.
  static Definition parse(std::wstring_view xml);
  /// One that is registered: only that it is well-formed is looked at again.
  static Definition read_registered(std::wstring_view xml);

  /// UTF-8.
  const std::string& text() const { return *text_; }
  Principal principal() const;
  std::vector<Exec> exec_actions() const;

  /// What a child of Settings says; nothing: it is not there.
  std::optional<std::string> setting(std::string_view name) const;
  /// Settings that are true or false.
  bool is_set(std::string_view name, bool otherwise) const;
  /// RegistrationInfo/SecurityDescriptor; empty: none.
  std::string security_descriptor() const;
  bool has_registration_trigger() const;

  /// The text with Settings/Enabled as it says here; all else stays.
  std::wstring with_enabled(bool is_enabled) const;

 private:
  explicit Definition(std::string text);
  static Definition scan(std::wstring_view xml);

  void check_namespace() const;
  void check_schema() const;
  void check_exec(std::size_t exec) const;
  std::vector<std::size_t> exec_elements() const;
  std::optional<std::size_t> find(std::size_t parent, std::string_view name) const {
    return tokens_.find_child(parent, name);
  }
  std::string value(std::size_t parent, std::string_view name) const;

  std::unique_ptr<const std::string> text_;  // tokens refer to it
  std::string_view task_;
  taskxml::TokenList tokens_;
};

}  // namespace scheduler
