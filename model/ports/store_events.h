// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/time/time_window.h"

#include <QObject>

#include <optional>
#include <vector>

namespace tidemark {

/// What a store's content changed in, gathered over some milliseconds. A part that is true or
/// filled means "may have changed": ask again.
struct StoreChange
{
    std::vector<MetricId> metrics;    ///< records of these; sorted, unique
    bool allMetrics = false;          ///< too many to list, or not known
    std::optional<TimeWindow> window; ///< session times touched, when known
    std::vector<SeriesId> series;     ///< samples of these; sorted, unique
    std::vector<MetricId> sampled;    ///< whose series they are; sorted, unique
    bool allSeries = false;           ///< too many to list, or not known
    bool definitions = false;
    bool sessions = false;
    bool publishing = false; ///< sources, or what waits to be sent

    /// Whether records or samples of the metric may have changed.
    [[nodiscard]] bool touches(MetricId metric) const;
    /// Whether samples of the series may have changed.
    [[nodiscard]] bool touches(SeriesId series) const;
    /// Whether records or samples of any metric may have changed.
    [[nodiscard]] bool touchesValues() const;
    void merge(const StoreChange &other);
};

/// Tells of changes, whoever made them: this process or another one on the same store.
/// Signals arrive on the thread that owns the object (the GUI thread in the window).
class StoreEvents : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

Q_SIGNALS:
    void changed(const tidemark::StoreChange &change);
    /// The store can no longer be written (damaged, disk error); the text says why and what to do.
    void becameReadOnly(const QString &reason);
    /// In this process a change was asked for while none was open, or one has left no step and was
    /// answered: see ChangeJournal::changesAsked().
    void openChangesChanged();
};

} // namespace tidemark
