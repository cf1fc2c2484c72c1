#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taskxml/task/exec.hpp"
#include "taskxml/xml/document.hpp"

/// Edits of one Exec element's text.
namespace taskxml {

/// In any order, without overlap; of two at one place the first given comes first.
std::string apply_edits(std::string_view text, std::vector<Edit> edits);

/// Removes a part together with the line break and indentation in front of it.
Edit removal(const Exec& exec, const ExecPart& part);

/// Puts content between the tags of a part; an empty tag becomes a pair.
Edit replacement(const Exec& exec, const ExecPart& part, std::string_view content);

/// Adds an element at `at`, on a line of its own where Command has one.
Edit insertion(const Exec& exec, std::size_t at, std::string_view name, std::string_view content);

/// Adds the comment that keeps what is inside `original`, after the last thing inside the Exec.
std::string add_note(const std::string& wrapped, const Exec& original);

}  // namespace taskxml
