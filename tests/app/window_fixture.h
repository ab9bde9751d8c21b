// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/settings_keeper.h"
#include "app/store_location.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/main_window.h"
#include "app/window/undo_history.h"
#include "tests/support/store_bench.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"
#include "views/theme/theme.h"

#include <QApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

namespace tidemark::test {

/// The real window over a real store in a temporary folder.
struct WindowFixture
{
    WindowFixture()
    {
        theme.setMode(theme::Mode::Light);
        settings.change([](Settings &s) { s.zoneId = QStringLiteral("UTC"); });
        theme.applyTo(*qobject_cast<QApplication *>(QCoreApplication::instance()));
        makeWindow();
    }
    /// What is still being opened has the clock on loan, too.
    ~WindowFixture()
    {
        window.reset();
        QThreadPool::globalInstance()->waitForDone();
        QCoreApplication::sendPostedEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    WindowFixture(const WindowFixture &) = delete;
    WindowFixture &operator=(const WindowFixture &) = delete;
    void makeWindow()
    {
        window = std::make_unique<MainWindow>(ProgramParts{&clock, &theme, &settings});
        window->resize(1280, 800);
        window->show();
    }
    /// Opens the store of that name and waits for it.
    bool open(const QString &name = QStringLiteral("test.tidemark"))
    {
        // Another store may be on its way still, and its opening is not the one to wait for.
        bool isOpen = false;
        const QMetaObject::Connection opened = QObject::connect(
            window.get(), &MainWindow::storeOpened, window.get(), [this, name, &isOpen] {
                isOpen |= window->storePath() == canonicalStorePath(path(name));
            });
        QObject::connect(window.get(), &MainWindow::storeFailed, window.get(),
                         [](const Error &error) {
                             qInfo("%s: %s", qPrintable(error.message), qPrintable(error.detail));
                         });
        window->openStore(path(name));
        const bool done = QTest::qWaitFor([&isOpen] { return isOpen; }, 20'000);
        QObject::disconnect(opened);
        return done && activate();
    }
    bool activate() const
    {
        window->activateWindow();
        return QTest::qWaitForWindowActive(window.get());
    }
    [[nodiscard]] QString path(const QString &name = QStringLiteral("test.tidemark")) const
    {
        return folder.filePath(name);
    }
    /// Adds `count` daily values up to the clock's day.
    void addValues(const QString &metric, int count) const
    {
        std::vector<ImportRow> rows;
        for (int i = 0; i < count; ++i) {
            ImportRow row;
            row.metric = metric;
            row.value = i + 1;
            row.start = clock.now() - Timedelta((count - i) * kNsPerDay);
            row.end = row.start;
            row.isEntry = true;
            rows.push_back(row);
        }
        ImportOptions options;
        options.label = QStringLiteral("add values");
        const auto added = await(window->workspace()->ports().records->importRows(
            std::make_shared<VectorRowSource>(std::move(rows)), options, {}, {}));
        QVERIFY2(added.has_value(), added ? "" : qPrintable(added.error().message));
    }
    [[nodiscard]] DashboardView *view() const { return window->workspace()->tabs().current(); }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QWidget *target = QApplication::focusWidget();
        QTest::keyClick(target ? target : window.get(), static_cast<Qt::Key>(key), modifiers);
    }
    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        for (QPushButton *button : window->findChildren<QPushButton *>()) {
            if (button->text() == text && button->isVisible())
                return button;
        }
        return nullptr;
    }

    QTemporaryDir folder;
    StillClock clock{at(QStringLiteral("2026-11-20T12:00:00Z"))};
    theme::Theme theme;
    SettingsKeeper settings{folder.filePath(QStringLiteral("settings.conf"))};
    std::unique_ptr<MainWindow> window;
};

} // namespace tidemark::test
