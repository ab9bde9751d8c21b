// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/browser/panel_bench.h"
#include "views/entry/entry_bar.h"
#include "views/entry/entry_fields.h"
#include "views/tables/message_strip.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

namespace tidemark::test {

/// The entry bar in a window of its own, and what a person does with it.
struct Bar
{
    explicit Bar(PanelBench &bench)
        : widget(bench.ports, &bench.context, bench.formatter, bench.theme)
        , fields(widget.findChild<EntryFields *>())
        , duplicates(widget.findChild<MessageStrip *>(QStringLiteral("entryDuplicates")))
    {
        showWindow(widget, {900, 200});
    }
    /// Starts with the metric and waits until it is known.
    void start(const Definition &metric)
    {
        widget.start(metric.id);
        QTRY_COMPARE(line(EntryField::Metric)->text(), metric.name);
    }
    [[nodiscard]] QLineEdit *line(EntryField field) const
    {
        return qobject_cast<QLineEdit *>(fields->field(field));
    }
    void type(EntryField field, const QString &text)
    {
        fields->focusField(field);
        line(field)->selectAll();
        QTest::keyClicks(line(field), text);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(QApplication::focusWidget(), key, modifiers);
    }
    /// Types the value and presses Enter.
    void enter(const QString &value)
    {
        type(EntryField::Value, value);
        press(Qt::Key_Return);
    }
    /// Types time and value and presses Enter.
    void enterAt(const QString &time, const QString &value)
    {
        type(EntryField::Time, time);
        enter(value);
    }
    /// The button with this text, in whichever strip asks.
    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        for (auto *button : widget.findChildren<QPushButton *>())
            if (button->text() == text && button->isVisible())
                return button;
        return nullptr;
    }
    void answer(const QString &text)
    {
        QVERIFY2(button(text) != nullptr, qPrintable(text + u" is no answer to: " + question()));
        QTest::mouseClick(button(text), Qt::LeftButton);
    }
    /// What is asked about the fields or a duplicate; empty when nothing is.
    [[nodiscard]] QString question() const
    {
        for (const auto *strip : widget.findChildren<MessageStrip *>())
            if (strip->isVisible() && strip->isAsking())
                return strip->text();
        return {};
    }
    [[nodiscard]] bool says(const QString &text) const
    {
        for (const auto *label : fields->findChildren<QLabel *>())
            if (label->isVisible() && label->text().contains(text))
                return true;
        return false;
    }

    EntryBar widget;
    EntryFields *fields;
    MessageStrip *duplicates;
    QSignalSpy saved{&widget, &EntryBar::saved};
};

inline std::vector<Record> recordsOf(StoreBench &bench, const QString &metric)
{
    Selection selection;
    selection.metrics = {await(bench.ports.catalog->find(metric)).value().id};
    return await(bench.ports.records->page(selection, SortOrder::Ascending, {}, 100))
        .value()
        .records;
}

/// The stored values of the metric, ascending.
inline QList<double> valuesOf(StoreBench &bench, const QString &metric)
{
    QList<double> values;
    for (const Record &record : recordsOf(bench, metric))
        values << record.value;
    std::sort(values.begin(), values.end());
    return values;
}

} // namespace tidemark::test
