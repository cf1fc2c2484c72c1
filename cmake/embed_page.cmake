# cmake -DFOLDER=... -DOUTPUT=... -P embed_page.cmake: the page of `taskxml report` as a C++ source. Puts page.css and the script
# into page.html, and into its Content-Security-Policy the hashes that let only these two apply. The text becomes an array of
# numbers: MSVC takes no string literal of this length.
cmake_minimum_required(VERSION 3.25)

# The hash of a text as a policy has it: sha256- and base64 (RFC 4648, section 4).
function(hash_of text variable)
  string(SHA256 digits "${text}")
  string(APPEND digits "00") # 32 bytes are ten groups of three, and two bytes
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(base64 "")
  foreach(at RANGE 0 60 6)
    string(SUBSTRING "${digits}" ${at} 6 group)
    foreach(shift IN ITEMS 18 12 6 0)
      math(EXPR sextet "(0x${group} >> ${shift}) & 63")
      string(SUBSTRING "${alphabet}" ${sextet} 1 letter)
      string(APPEND base64 "${letter}")
    endforeach()
  endforeach()
  string(LENGTH "${base64}" length)
  math(EXPR length "${length} - 1")
  string(SUBSTRING "${base64}" 0 ${length} base64)
  set(${variable} "sha256-${base64}=" PARENT_SCOPE)
endfunction()

# In this order: what a file uses while it is read comes before it.
set(script_files data.js elements.js filters.js address.js sections.js task_table.js task.js start.js)

foreach(file IN ITEMS page.html page.css ${script_files})
  file(READ "${FOLDER}/${file}" text_of_${file})
  file(READ "${FOLDER}/${file}" bytes HEX)
  # A browser takes the hash of a text after it has made each line end LF; and without a declared encoding for what a
  # compiler reads, ASCII is the same everywhere.
  if(bytes MATCHES "^(..)*(0d|[89a-f].)")
    message(FATAL_ERROR "${FOLDER}/${file} has a carriage return or a character beyond ASCII")
  endif()
endforeach()
set(html "${text_of_page.html}")
set(css "${text_of_page.css}")
# One function around all of it: no name of the page is one of the window.
set(js "'use strict';\n(() => {\n")
foreach(file IN LISTS script_files)
  string(APPEND js "${text_of_${file}}\n")
endforeach()
string(APPEND js "})();\n")

hash_of("${css}" style_hash)
hash_of("${js}" script_hash)
string(REPLACE "@STYLE_HASH@" "${style_hash}" page "${html}")
string(REPLACE "@SCRIPT_HASH@" "${script_hash}" page "${page}")
string(REPLACE "@STYLE@" "${css}" page "${page}")
string(REPLACE "@SCRIPT@" "${js}" page "${page}")
string(HEX "${page}" digits)
string(REGEX REPLACE "(..)" "0x\\1," numbers "${digits}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" numbers "${numbers}")
file(CONFIGURE OUTPUT "${OUTPUT}" CONTENT [[// Made by cmake/embed_page.cmake out of taskxml/report/page.
#include "taskxml/report/page.hpp"

namespace taskxml {
namespace {

constexpr char kPage[] = {
@numbers@};

}  // namespace

std::string_view page_template() {
  return {kPage, sizeof kPage};
}

}  // namespace taskxml
]] @ONLY)
