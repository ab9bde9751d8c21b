// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pages/export_dialog.h"
#include "app/window/export_commands.h"
#include "tests/app/window_fixture.h"
#include "tests/support/files.h"

#include <QComboBox>

namespace tidemark::test {

/// A window whose store holds twelve days of "speed", selected and shown.
struct ExportFixture : WindowFixture
{
    bool fill(int count = 12)
    {
        if (!open())
            return false;
        addValues(QStringLiteral("speed"), count);
        const auto known = [this] {
            return metrics().findName(QStringLiteral("speed")) != nullptr;
        };
        if (!QTest::qWaitFor(known, 20'000))
            return false;
        metric = metrics().findName(QStringLiteral("speed"))->id;
        window->context().setPeriod(Period::Daily);
        window->context().setWindow({at(QStringLiteral("2026-11-08T00:00:00Z")),
                                     at(QStringLiteral("2026-11-20T00:00:00Z"))});
        window->context().setSelectedMetrics({metric});
        return true;
    }
    [[nodiscard]] MetricDirectory &metrics() const { return window->workspace()->metrics(); }
    [[nodiscard]] TableDock &table() const { return window->workspace()->table(); }
    /// As the command opens it.
    [[nodiscard]] ExportDialog *dialog() const
    {
        window->actions().action(QStringLiteral("file.export"))->trigger();
        return window->findChild<ExportDialog *>();
    }
    /// Exports to a file of that name as the dialog stands, and waits for the end.
    [[nodiscard]] QByteArray exported(ExportDialog *dialog, const QString &name) const
    {
        dialog->exportTo(path(name));
        const auto isDone = [this] { return said(QStringLiteral("Exported")); };
        return QTest::qWaitFor(isDone, 20'000) ? contentOf(path(name)) : QByteArray("not written");
    }
    [[nodiscard]] bool said(const QString &text) const
    {
        for (const Message &message : window->messages().messages())
            if (message.text.contains(text))
                return true;
        return false;
    }
    [[nodiscard]] bool chooseScope(ExportDialog *dialog, const QString &label) const
    {
        const auto scopes = exportScopes(*window);
        for (std::size_t i = 0; i < scopes.size(); ++i) {
            if (scopes[i].label != label)
                continue;
            dialog->setScope(static_cast<int>(i));
            return true;
        }
        return false;
    }

    MetricId metric;
};

/// One column of a simple CSV text, without its header.
[[nodiscard]] inline QStringList column(const QByteArray &csv, const QString &name)
{
    QStringList lines = QString::fromUtf8(csv).split(QStringLiteral("\r\n"), Qt::SkipEmptyParts);
    if (lines.isEmpty())
        return {};
    const qsizetype at = lines.takeFirst().split(QLatin1Char(',')).indexOf(name);
    QStringList cells;
    for (const QString &line : lines)
        cells << line.split(QLatin1Char(',')).value(at, QStringLiteral("no such column"));
    return cells;
}

[[nodiscard]] inline QComboBox *box(const QWidget &parent, const QString &name)
{
    for (auto *box : parent.findChildren<QComboBox *>())
        if (box->accessibleName() == name)
            return box;
    return nullptr;
}

} // namespace tidemark::test
