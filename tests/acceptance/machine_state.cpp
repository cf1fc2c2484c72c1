#include "acceptance/machine_state.hpp"

#include <windows.h>

#include <algorithm>
#include <iterator>

#include "acceptance/local_accounts.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/local_shares.hpp"
#include "acceptance/product.hpp"
#include "acceptance/remembered_letter.hpp"
#include "acceptance/take_down.hpp"
#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

/// `list` gives the names of one kind of thing.
template <typename List>
void add(std::vector<std::string>& state, const std::string& kind, List list) {
  try {
    for (const std::string& name : list())
      state.push_back(kind + ": " + name);
  } catch (const launcher::Error& error) {
    state.push_back(kind + ": " + error.what());
  }
}

std::vector<std::string> list_letters() {
  const DWORD mask = GetLogicalDrives();
  std::vector<std::string> letters;
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    if ((mask >> static_cast<unsigned>(letter - 'A') & 1U) != 0) letters.emplace_back(1, letter);
  }
  return letters;
}

}  // namespace

std::vector<std::string> read_machine_state(taskxml::TaskStore& store) {
  std::vector<std::string> state;
  add(state, "account", list_users);
  add(state, "right to log on as a batch job", list_batch_logon_accounts);
  add(state, "profile", list_profiles);
  add(state, "share", list_shares);
  add(state, "drive letter", list_letters);
  add(state, "of DriveLaunch", list_product);
  add(state, "remembered letter", list_remembered_letters);
  add(state, "task", [&] {
    std::vector<std::string> names;
    for (const taskxml::TaskPath& path : store.list(taskxml::TaskPath::root()).tasks)
      names.push_back(path.text());
    return names;
  });
  add(state, "folder", [] {
    std::vector<std::string> names;
    if (exists(own_data_folder())) names.push_back(own_data_folder());
    return names;
  });
  std::sort(state.begin(), state.end());
  return state;
}

std::vector<std::string> compare_machine_states(const std::vector<std::string>& before,
                                                const std::vector<std::string>& after) {
  std::vector<std::string> differences;
  std::vector<std::string> lines;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(lines));
  for (const std::string& line : lines)
    differences.push_back("+ " + line);
  lines.clear();
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::back_inserter(lines));
  for (const std::string& line : lines)
    differences.push_back("- " + line);
  return differences;
}

}  // namespace acceptance
