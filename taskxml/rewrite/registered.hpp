#pragma once

#include <string>
#include <string_view>

namespace taskxml {

/// What a task has become when it was registered, beside what it was to become: three definitions as files.
/// Task Scheduler writes a definition anew: it drops comments and empty elements, fills in defaults, has an
/// order and an indentation of its own, writes SIDs for names or names for SIDs, and adds Date, Author and URI
/// ([MS-TSCH] 2.5, 3.2.5.4.2). None of this is a difference, nor what it does to RegistrationInfo. A difference
/// is: an action that would not unwrap to the values it had in `original`, that is not wrapped or not with the
/// options it has in `intended`; an action, trigger or principal more or less; any other value of `intended`
/// that is missing or another one.
///
/// Returns the first difference as the end of a sentence: `Arguments of action 1: "..." instead of "..."`;
/// empty: there is none. Throws nothing: a text that cannot be read is a difference.
std::string find_registration_difference(const std::string& original, const std::string& intended,
                                         const std::string& registered);

}  // namespace taskxml
