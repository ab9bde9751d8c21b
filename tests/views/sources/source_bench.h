// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/source_board.h"
#include "tests/support/fake_source_links.h"
#include "tests/views/browser/panel_bench.h"
#include "views/sources/source_parts.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QTest>

namespace tidemark::test {

/// A real store with sources, and another side that a test plays.
struct SourceBench : PanelBench
{
    [[nodiscard]] SourceParts parts()
    {
        return {ports, &links, &board, &context, &formatter, &theme};
    }
    Source addSource(const QString &name, PublishLevel level = PublishLevel::Detailed,
                     const QString &endpoint = QStringLiteral("https://metrics.example"))
    {
        NewSource source;
        source.name = name;
        source.endpoint = endpoint;
        source.level = level;
        const Source made = await(ports.sources->create(source)).value();
        [&] { QTRY_VERIFY(board.find(made.id)); }();
        return made;
    }

    FakeSourceLinks links{ports};
    SourceBoard board{links};
};

/// The visible field, button or other control of that accessible name or text (mnemonics left out).
template <class T>
[[nodiscard]] T *shown(const QWidget &root, const QString &name)
{
    for (T *widget : root.findChildren<T *>()) {
        if (!widget->isVisible())
            continue;
        QString text = widget->accessibleName();
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget);
            button && text != name)
            text = button->text().remove(QLatin1Char('&'));
        if (text == name)
            return widget;
    }
    return nullptr;
}

} // namespace tidemark::test
