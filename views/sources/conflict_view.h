// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/outbox.h"

#include <QWidget>

#include <cstdint>

class QPushButton;

namespace tidemark {

class FactList;
class Formatter;
class MetricCatalog;

/// Both versions of something that was changed here and there, side by side, and which one counts
/// (R4). GUI thread.
class ConflictView final : public QWidget
{
    Q_OBJECT

public:
    /// Both are loans.
    ConflictView(MetricCatalog &catalog, const Formatter &formatter, QWidget *parent = nullptr);

    /// `source` is its name, for the heading.
    void showConflict(const OutboxItem &item, const QString &source);

Q_SIGNALS:
    void keepMineRequested();
    void takeTheirsRequested();

private:
    void showHere(const OutboxItem &item, const QString &description);

    MetricCatalog &m_catalog;
    const Formatter &m_formatter;
    FactList *m_here;
    FactList *m_there;
    std::uint64_t m_generation = 0;
};

} // namespace tidemark
