// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/sources/source_bench.h"
#include "views/sources/source_dialog.h"

#include <QComboBox>
#include <QLabel>

namespace tidemark::test {

/// What any visible label says.
[[nodiscard]] inline bool says(const QWidget &root, const QString &part)
{
    for (const QLabel *label : root.findChildren<QLabel *>())
        if (label->isVisible() && label->text().contains(part))
            return true;
    return false;
}

/// The dialog that adds or edits a source, used as a person does: keys and mouse alone.
struct OpenSourceDialog
{
    explicit OpenSourceDialog(SourceBench &bench, const SourceLink *edited = nullptr)
        : OpenSourceDialog(bench.parts(), edited)
    {}
    explicit OpenSourceDialog(const SourceParts &parts, const SourceLink *edited = nullptr)
        : dialog(parts, edited)
    {
        dialog.show();
        dialog.activateWindow();
        QApplication::setActiveWindow(&dialog);
    }
    void type(const QString &field, const QString &text)
    {
        auto *edit = shown<QLineEdit>(dialog, field);
        QVERIFY2(edit, qPrintable(field));
        QTest::mouseClick(edit, Qt::LeftButton);
        QTest::keyClick(edit, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(edit, text);
    }
    void click(const QString &button)
    {
        auto *found = shown<QAbstractButton>(dialog, button);
        QVERIFY2(found, qPrintable(button));
        // A check box takes clicks on its mark alone.
        QTest::mouseClick(found, Qt::LeftButton, {}, QPoint(8, found->height() / 2));
    }
    void choose(const QString &combo, const QString &entry)
    {
        auto *box = shown<QComboBox>(dialog, combo);
        QVERIFY2(box, qPrintable(combo));
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Home);
        for (int i = 0; i < box->count() && box->currentText() != entry; ++i)
            QTest::keyClick(box, Qt::Key_Down);
        QCOMPARE(box->currentText(), entry);
    }

    SourceDialog dialog;
};

} // namespace tidemark::test
