#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "taskxml/xml/token_list.hpp"

namespace taskxml {

/// The elements of a task, as indexes of `tokens` in order, whose content has no say in which actions are taken,
/// what they are called and what they start: in RegistrationInfo all but URI, and of the rest all but Principals
/// and Actions. One is in this list only if its content can be read in one way only, and was read so
/// (count_plain_tags). `text` is what the tokens were read from.
std::vector<std::size_t> find_undeciding(const TokenList& tokens, std::string_view text);

}  // namespace taskxml
