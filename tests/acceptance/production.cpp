#include "acceptance/production.hpp"

#include <optional>
#include <string_view>

#include "launcher/base/error.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"

namespace acceptance {
namespace {

constexpr std::size_t kMostWithPassword = 20;

bool stores_password(const std::string& definition) {
  bool stores = false;
  try {
    const taskxml::Document document = taskxml::Document::decode(definition, std::nullopt);
    taskxml::TaskVisitor visitor;
    visitor.on_task = [&](const taskxml::Task& task) {
      stores = task.principal.logon_type.ends_with("Password");
    };
    taskxml::read_tasks(document.text(), visitor);
  } catch (const taskxml::Malformed&) {
    return false;
  }
  return stores;
}

std::size_t count_with_password(taskxml::TaskStore& store) {
  std::size_t found = 0;
  for (const taskxml::TaskPath& path : store.list(taskxml::TaskPath::root()).tasks) {
    // One that went away meanwhile, or is not to be read, is not counted.
    try {
      if (stores_password(store.read(path))) ++found;
    } catch (const launcher::Error&) {
      continue;
    }
  }
  return found;
}

}  // namespace

std::string why_production(taskxml::TaskStore& store, bool is_domain_controller) {
  if (is_domain_controller) return "it is a domain controller";
  const std::size_t count = count_with_password(store);
  if (count > kMostWithPassword) return "it has " + std::to_string(count) + " tasks with stored passwords";
  return {};
}

}  // namespace acceptance
