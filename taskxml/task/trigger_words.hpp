#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taskxml/xml/token_list.hpp"

/// When a task starts, in words.
namespace taskxml {

/// One sentence for each trigger, in the order of the definition: "every day at 02:00, from 2024-01-01,
/// repeated every 5 minutes for 1 hour". Values that are none of the schema's ([MS-TSCH] 2.5.4) stay as they are
/// written; a trigger that is switched off ends with "(switched off)". `task` is the text of one Task element,
/// and `tokens` are its tokens.
std::vector<std::string> describe_triggers(const TokenList& tokens, std::string_view task);

/// "1 hour 30 minutes" for `PT1H30M` (xs:duration); any other text as it is.
std::string describe_duration(std::string_view written);

}  // namespace taskxml
