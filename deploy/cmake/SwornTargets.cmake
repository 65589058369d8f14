# One target per folder; a folder's CMakeLists.txt lists its files and the folders it may include.
#
#   sworn_library(merkle SOURCES tree.cc TESTS tree_test.cc DEPENDS sworn::base)
#
# makes the library sworn::merkle and, if there are TESTS, the test program sworn_merkle_test.

set(SWORN_SANITIZE "" CACHE STRING "Value of -fsanitize= for the whole build")
option(SWORN_COVERAGE "Instrument for line coverage" OFF)
option(SWORN_FUZZ "Build the fuzzing harnesses (needs clang)" OFF)

add_library(sworn_options INTERFACE)
target_compile_features(sworn_options INTERFACE cxx_std_20)
target_include_directories(sworn_options INTERFACE "${CMAKE_SOURCE_DIR}")
set(CMAKE_CXX_EXTENSIONS OFF)

if(SWORN_SANITIZE)
  add_compile_options(-fsanitize=${SWORN_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SWORN_SANITIZE})
endif()
if(SWORN_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()
add_link_options(-fuse-ld=lld)

# Warnings are errors in our own code; generated code is included as SYSTEM.
add_library(sworn_warnings INTERFACE)
target_compile_options(sworn_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wswitch-enum -Werror)

function(sworn_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;TESTS;DEPENDS;PRIVATE_DEPENDS;TEST_DEPENDS" ${ARGN})
  if(ARG_SOURCES)
    add_library(sworn_${name} STATIC ${ARG_SOURCES})
    target_link_libraries(sworn_${name}
      PUBLIC sworn_options ${ARG_DEPENDS}
      PRIVATE sworn_warnings ${ARG_PRIVATE_DEPENDS})
  else()
    add_library(sworn_${name} INTERFACE)
    target_link_libraries(sworn_${name} INTERFACE sworn_options ${ARG_DEPENDS})
  endif()
  add_library(sworn::${name} ALIAS sworn_${name})
  if(ARG_TESTS AND BUILD_TESTING)
    sworn_test(sworn_${name}_test SOURCES ${ARG_TESTS} DEPENDS sworn::${name} ${ARG_TEST_DEPENDS})
  endif()
endfunction()

# A test program whose cases ctest lists one by one.
function(sworn_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sworn_warnings ${ARG_DEPENDS} sworn::test_support
    GTest::gtest GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE SWORN_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
  include(GoogleTest)
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
endfunction()

function(sworn_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE sworn_warnings ${ARG_DEPENDS})
endfunction()
