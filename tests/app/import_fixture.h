// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/pages/import_metrics_table.h"
#include "app/pages/import_page.h"
#include "tests/app/window_fixture.h"
#include "tests/support/files.h"

#include <QComboBox>
#include <QLineEdit>

namespace tidemark::test {

/// The window with files to import.
struct ImportFixture : WindowFixture
{
    [[nodiscard]] QString write(const QByteArray &text,
                                const QString &name = QStringLiteral("in.csv")) const
    {
        writeFile(path(name), text);
        return path(name);
    }
    /// A page with its own folder of recipes, already shown.
    [[nodiscard]] std::unique_ptr<ImportPage> makePage(const Zone &zone = Zone()) const
    {
        auto page = std::make_unique<ImportPage>(window->workspace()->importer(), zone);
        page->setRecipeFolder(path(QStringLiteral("recipes")));
        page->open();
        return page;
    }
    [[nodiscard]] std::int64_t recordCount() const
    {
        return await(window->workspace()->ports().records->count({})).value();
    }
};

/// The page that the window shows; nothing without one.
inline ImportPage *shownPage(const QWidget &window)
{
    for (ImportPage *page : window.findChildren<ImportPage *>()) {
        if (page->isVisible())
            return page;
    }
    return nullptr;
}

template <class Widget>
Widget *named(const QWidget &page, const QString &accessibleName)
{
    for (Widget *widget : page.findChildren<Widget *>()) {
        if (widget->accessibleName() == accessibleName)
            return widget;
    }
    qFatal("there is no %s", qPrintable(accessibleName));
    return nullptr;
}

inline void choose(const QWidget &page, const QString &box, const QString &text)
{
    auto *combo = named<QComboBox>(page, box);
    const int place = combo->findText(text);
    if (place < 0)
        qFatal("%s has no %s", qPrintable(box), qPrintable(text));
    combo->setCurrentIndex(place);
}

inline void typeOver(QLineEdit *field, const QString &text)
{
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, text);
}

/// The page's button that imports.
inline QPushButton *importButton(const QWidget &page)
{
    for (QPushButton *button : page.findChildren<QPushButton *>()) {
        if (button->text().startsWith(QStringLiteral("Import")))
            return button;
    }
    return nullptr;
}

/// Types into a cell of the table of metrics, as a person does.
inline void typeCell(ImportMetricsTable &table, int row, ImportMetricsTable::Column column,
                     const QString &text)
{
    table.setCurrentCell(row, static_cast<int>(column));
    table.setFocus();
    QTest::keyClick(&table, Qt::Key_F2);
    QLineEdit *field = nullptr;
    for (QLineEdit *editor : table.viewport()->findChildren<QLineEdit *>()) {
        if (editor->isVisible())
            field = editor; // one that was closed may still be there, hidden
    }
    if (!field)
        qFatal("the cell cannot be edited");
    field->selectAll();
    QTest::keyClicks(field, text);
    QTest::keyClick(field, Qt::Key_Return);
    QCoreApplication::processEvents(); // the delegate closes its editor in the event loop
}

} // namespace tidemark::test
