#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "launcher/config/ini_reader.hpp"

/// The keys a section of drives.ini may have, and their values, typed by Boost.Program_options: it has typed keys, but
/// parses no raw line whose end belongs to another program, which is why the command line has its own table.
namespace launcher {

/// The keys of [drive.LETTER] and [share.NAME]: path (UncPath), credential (std::string), timeout
/// (std::chrono::milliseconds), on-conflict (OnConflict), verify (Verify), required (bool), encrypt (bool).
const boost::program_options::options_description& connection_keys();

/// The keys of [launcher]: log (std::string), log-size (std::uint64_t, bytes), event-log (EventLog).
const boost::program_options::options_description& launcher_keys();

/// The values of one section. Names of keys and words like yes ignore case. Every unknown key, key given
/// twice and value that its key does not take is one more finding, and has no value in the result.
boost::program_options::variables_map type_values(const std::vector<IniEntry>& entries,
                                                  const boost::program_options::options_description& keys,
                                                  std::vector<Finding>& findings);

/// The value of a key, or `otherwise` when the section has none that is valid. `Type` is the one named above.
template <class Type>
Type value_or(const boost::program_options::variables_map& values, const char* key, Type otherwise) {
  const boost::program_options::variable_value& value = values[key];
  return value.empty() ? std::move(otherwise) : value.as<Type>();
}

}  // namespace launcher
