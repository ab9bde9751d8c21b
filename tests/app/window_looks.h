// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/clipping.h"
#include "tests/app/window_fixture.h"

#include <QDir>
#include <QSize>
#include <QTest>

namespace tidemark::test {

/// The sizes and themes in which a window is looked at, as rows named `name-1440x900-light` and so
/// on. For a `_data` function.
inline void addWindowLooks(const QString &name)
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("dark");
    for (const QSize size : {QSize(1440, 900), QSize(1024, 640)}) {
        for (const bool dark : {false, true}) {
            const QString row =
                QStringLiteral("%1-%2x%3-%4")
                    .arg(name, QString::number(size.width()), QString::number(size.height()),
                         dark ? QStringLiteral("dark") : QStringLiteral("light"));
            QTest::newRow(qPrintable(row)) << size << dark;
        }
    }
}

/// Gives the window the size and theme of the row.
inline void applyWindowLook(WindowFixture &f)
{
    QFETCH(const QSize, size);
    QFETCH(const bool, dark);
    f.theme.setMode(dark ? theme::Mode::Dark : theme::Mode::Light);
    f.window->resize(size);
}

/// Writes a picture to the folder TIDEMARK_PICTURES when that is set.
inline void keepPicture(QWidget &widget, const QString &name)
{
    const QString folder = qEnvironmentVariable("TIDEMARK_PICTURES");
    if (!folder.isEmpty())
        QVERIFY(widget.grab().save(QDir(folder).filePath(name + QStringLiteral(".png"))));
}

/// Looks at the window as it is in a row: a picture, and nothing clipped.
inline void lookAt(const WindowFixture &f)
{
    keepPicture(*f.window, QString::fromUtf8(QTest::currentDataTag()));
    QCOMPARE(clippedControl(*f.window), QString());
}

} // namespace tidemark::test
