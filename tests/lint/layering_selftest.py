#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Shows that layering.py finds each kind of violation and lets sound includes pass."""
import unittest

from layering import includes_of, violations_of


def bad(path, line):
    return violations_of(path, includes_of(line))


class Layering(unittest.TestCase):
    def test_model_may_not_know_views(self):
        self.assertTrue(bad("model/core/a.h", '#include "views/theme/theme.h"'))

    def test_views_may_not_know_services_or_app(self):
        self.assertTrue(bad("views/charts/a.h", '#include "services/exchange/csv.h"'))
        self.assertTrue(bad("views/charts/a.h", '#include "app/main_window.h"'))

    def test_views_may_not_use_sql(self):
        self.assertTrue(bad("views/charts/a.cpp", "#include <QSqlQuery>"))

    def test_model_may_not_use_widgets_or_network(self):
        self.assertTrue(bad("model/items/a.cpp", "#include <QWidget>"))
        self.assertTrue(bad("model/items/a.cpp", "#include <QNetworkAccessManager>"))

    def test_module_prefix_is_refused(self):
        self.assertTrue(bad("model/core/a.h", "#include <QtCore/QString>"))

    def test_core_may_not_know_store(self):
        self.assertTrue(bad("model/core/a.h", '#include "model/store/connection.h"'))

    def test_relative_includes_are_refused(self):
        self.assertTrue(bad("model/core/a.cpp", '#include "a.h"'))

    def test_the_metrics_library_stands_alone(self):
        self.assertTrue(bad("services/metrics/a.h", "#include <QString>"))
        self.assertTrue(bad("services/metrics/a.h", '#include "model/core/result.h"'))
        self.assertTrue(bad("services/metrics/a.h", '#include "services/net/http_call.h"'))
        self.assertEqual(bad("services/metrics/a.h", '#include "services/metrics/b.h"\n#include <vector>'), [])

    def test_sound_includes_pass(self):
        self.assertEqual(bad("app/main.cpp", '#include "services/exchange/csv.h"\n#include <QString>'), [])
        self.assertEqual(bad("views/tables/a.h", '#include "model/items/b.h"\n#include <QTableView>'), [])
        self.assertEqual(bad("model/items/a.h", "#include <QAbstractTableModel>"), [])


if __name__ == "__main__":
    unittest.main()
