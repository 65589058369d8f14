"""Self-test: the rules' checker finds what it is there to find."""

import unittest

import include_rules
from scratch_tree import ScratchTree

RULES = """
library openssl: openssl/
  targets: OpenSSL::
library rocksdb: rocksdb/
  targets: RocksDB::
library gtest: gtest/
  targets: GTest::
forbidden absl/status/: no
folder ledger/base:
folder tests/support: ledger/base
tests: gtest tests/support
folder ledger/crypto: ledger/base
  libraries: openssl
folder ledger/storage: ledger/base ledger/crypto
  libraries: rocksdb
folder ledger/tlog: ledger/base
  tests also: ledger/storage
folder services: ledger/*
"""
GOOD = {
    "ledger/base/CMakeLists.txt": "sworn_library(base SOURCES a.cc)",
    "ledger/base/a.h": "#include <string>\n#include <stdint.h>\n",
    "ledger/crypto/CMakeLists.txt": "sworn_library(crypto SOURCES b.cc DEPENDS sworn::base\n PRIVATE_DEPENDS OpenSSL::Crypto)",
    "ledger/crypto/b.cc": '#include <openssl/evp.h>\n#include "ledger/base/a.h"\n',
    "ledger/crypto/b_test.cc": '#include <gtest/gtest.h>\n#include "tests/support/m.h"\n',
    "ledger/storage/CMakeLists.txt": "sworn_library(storage SOURCES c.cc DEPENDS sworn::base RocksDB::rocksdb)",
    "ledger/storage/testing/d.h": "",
    "ledger/tlog/CMakeLists.txt": "sworn_library(tlog SOURCES t.cc TESTS t_test.cc DEPENDS sworn::base TEST_DEPENDS sworn::storage)",
    "ledger/tlog/t_test.cc": '#include "ledger/storage/testing/d.h"\n',
    "tests/support/CMakeLists.txt": "add_library(sworn::world ALIAS sworn_world)",
    "tests/support/m.h": "",
}


class IncludeRules(unittest.TestCase):
    def with_file(self, path, text):
        return include_rules.check(ScratchTree(self, {**GOOD, path: text}).root, RULES)[0]

    def assert_one(self, problems, *words):
        self.assertEqual(1, len(problems), problems)
        for word in words:
            self.assertIn(word, problems[0])

    def test_accepts_what_the_rules_allow(self):
        self.assertEqual([], self.with_file("ledger/base/a.cc", '#include "ledger/base/a.h"'))

    def test_refuses_a_folder_that_is_not_listed(self):
        self.assert_one(self.with_file("ledger/base/a.cc", '#include "ledger/crypto/b.h"'), "ledger/base may not include ledger/crypto")

    def test_refuses_a_library_outside_its_folder(self):
        self.assert_one(self.with_file("services/x.cc", "#include <rocksdb/db.h>"), "services/x.cc:1", "rocksdb")

    def test_refuses_a_library_that_is_not_declared(self):
        self.assert_one(self.with_file("ledger/base/a.cc", "\n#include <boost/any.hpp>"), "ledger/base/a.cc:2", "boost/any.hpp")

    def test_refuses_a_forbidden_header(self):
        self.assert_one(self.with_file("ledger/base/a.cc", '#include "absl/status/status.h"'), "refused: no")

    def test_refuses_test_code_in_the_product(self):
        self.assert_one(self.with_file("services/x.cc", '#include "ledger/storage/testing/d.h"'), "is for tests")
        self.assert_one(self.with_file("ledger/crypto/x.cc", "#include <gtest/gtest.h>"), "may not include gtest")

    def test_refuses_a_file_in_an_undeclared_folder(self):
        self.assert_one(self.with_file("ledger/new/x.cc", ""), "not declared")

    def test_refuses_an_include_that_cmake_does_not_list(self):
        text = '#include "ledger/crypto/b.h"'
        self.assert_one(self.with_file("ledger/storage/c.cc", text), "does not list ledger/crypto")
        self.assert_one(self.with_file("ledger/tlog/t.cc", '#include "ledger/storage/c.h"'), "may not include")

    def test_refuses_a_cmake_dependency_beyond_the_rules(self):
        text = "sworn_library(base SOURCES a.cc DEPENDS OpenSSL::Crypto)"
        self.assert_one(self.with_file("ledger/base/CMakeLists.txt", text), "ledger/base may not depend on openssl")
        text = "sworn_library(crypto SOURCES b.cc DEPENDS sworn::base Boost::any)"
        self.assert_one(self.with_file("ledger/crypto/CMakeLists.txt", text), "Boost::any is no target")

    def test_a_test_dependency_is_no_leave_for_the_product(self):
        text = GOOD["ledger/tlog/CMakeLists.txt"].replace("TEST_DEPENDS", "PRIVATE_DEPENDS")
        self.assert_one(self.with_file("ledger/tlog/CMakeLists.txt", text), "may not depend on ledger/storage")

    def test_refuses_a_library_for_tests_in_the_product(self):
        text = "sworn_library(storage SOURCES c.cc DEPENDS sworn::storage_testing)\nsworn_library(storage_testing)"
        self.assert_one(self.with_file("ledger/storage/CMakeLists.txt", text), "storage_testing is for tests")

    def test_knows_targets_by_their_alias(self):
        text = GOOD["ledger/tlog/CMakeLists.txt"].replace("sworn::storage", "sworn::storage sworn::world")
        self.assertEqual([], self.with_file("ledger/tlog/CMakeLists.txt", text))
        text = "sworn_library(base DEPENDS sworn::world)"
        self.assert_one(self.with_file("ledger/base/CMakeLists.txt", text), "may not depend on tests/support")

    def test_a_cycle_cannot_be_written_down(self):
        with self.assertRaisesRegex(ValueError, "not declared above"):
            include_rules.parse("folder ledger/a: ledger/b\nfolder ledger/b: ledger/a\n")

    def test_refuses_a_rule_that_it_does_not_understand(self):
        with self.assertRaises(ValueError):
            include_rules.parse("folder ledger/a\n")
        with self.assertRaises(ValueError):
            include_rules.parse("folder ledger/a:\n  librarys: x\n")


if __name__ == "__main__":
    unittest.main()
