// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_function.h"
#include "model/domain/definition.h"
#include "model/time/period.h"
#include "views/dashboards/dashboard.h"
#include "views/dashboards/panel_services.h"
#include "views/dashboards/state_view.h"
#include "views/refresh_pace.h"

#include <QElapsedTimer>
#include <QFrame>
#include <QStringList>

#include <cstdint>
#include <stop_token>
#include <vector>

class QLabel;
class QMenu;
class QStackedLayout;
class QToolButton;

namespace tidemark {

class LoadingVeil;
struct StoreChange;

/// What a panel shows, in words, for the details beside it. Empty parts do not apply.
struct PanelSummary
{
    QString title;
    QStringList metrics;
    QString period;
    QString function;
};

/// A panel of a dashboard: a card with title and menu whose body is content, or the state that says
/// why there is none. Base of the panel types. Only the newest request is shown: a new one stops
/// the old one, and late answers are dropped (P2). Data that change meanwhile are asked for after
/// the answer. A hidden panel asks when it is shown. GUI thread.
class PanelCard : public QFrame
{
    Q_OBJECT

public:
    enum class State
    {
        Empty,
        Loading,
        Data,
        Partial,
        Error
    };

    PanelCard(PanelSpec spec, const PanelServices &services, QWidget *parent);
    ~PanelCard() override; // stops the running request

    [[nodiscard]] const PanelSpec &spec() const { return m_spec; }
    /// Takes a changed declaration; asks again when more than the place differs.
    void setSpec(const PanelSpec &spec);
    [[nodiscard]] State state() const { return m_state; }
    /// What an empty, partial or failed panel says.
    [[nodiscard]] QString stateText() const;
    /// `as of 14:02`, where a metric's source cannot be asked now (S6); else empty.
    [[nodiscard]] QString ageText() const;
    /// The metrics found for the declaration, in its order.
    [[nodiscard]] const std::vector<Definition> &metrics() const { return m_metrics; }
    [[nodiscard]] PanelSummary summary() const;
    /// The active panel gets what is plotted next; a frame marks it.
    void setActive(bool active);
    void setMaximised(bool maximised);
    void reload();
    /// Whether the plain wheel zooms; else the dashboard takes it to scroll.
    virtual void setWheelZooms(bool zooms);

Q_SIGNALS:
    void activated();
    void maximiseRequested();
    void removeRequested();
    void chooseMetricRequested(); ///< also for a metric that this store does not have (B7)
    void addValueRequested();
    void specEdited(const tidemark::PanelSpec &spec); ///< the person changed how it looks
    void stateChanged();
    void answered(qint64 elapsed_ms); ///< new data is shown; how long the store took

protected:
    /// Asks the store for what metrics() need. Not called while one is missing.
    virtual void query() = 0;
    /// Entries of this panel type, at the top of the menu.
    virtual void fillMenu(QMenu *menu);
    /// False for a panel that shows no metric.
    [[nodiscard]] virtual bool needsMetric() const { return true; }

    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void showEvent(QShowEvent *event) override;

    [[nodiscard]] const PanelServices &services() const { return m_services; }
    /// The panel's own, else the window's.
    [[nodiscard]] Period period() const;
    /// Where neither names one, the metric's own.
    [[nodiscard]] AggregateFunction function(const Definition &metric) const;
    /// What the values are gathered by, in one word.
    [[nodiscard]] virtual QString periodText() const;
    /// The functions of all metrics, each named once: `Sum, Mean`.
    [[nodiscard]] QString functionText() const;
    void setContent(QWidget *content);
    [[nodiscard]] QWidget *content() const { return m_content; }
    void setTitle(const QString &title, const QString &subtitle);
    void hideHeader();

    /// Begins a request and stops the one before. Keep the number for isCurrent().
    [[nodiscard]] std::uint64_t beginRequest();
    [[nodiscard]] bool isCurrent(std::uint64_t generation) const;
    [[nodiscard]] std::stop_token stopToken() const { return m_stop.get_token(); }
    /// Ends the request with content; a note says what part of it is missing.
    void showData(const QString &partialNote = {});
    void showEmpty(const QString &text, QList<StateAction> actions);
    /// Empty because of the filter or because of the range, each with its remedy (S2).
    void showNoRecords();
    /// What a waiting person reads: how far the request is.
    void showProgress(const QString &text);
    void showError(const Error &error);
    void scheduleQuery();

private:
    void connectContext();
    void onStoreChanged(const StoreChange &change);
    void onRangeChanged();
    void onDataChanged();
    void refresh();
    void showMissing(const QString &name);
    void finishRequest(State state);
    void showAge();
    void fillCommonMenu(QMenu *menu);
    void fillAggregationMenus(QMenu *menu);
    void popUpMenu(QPoint globalPosition);
    void cancel();

    PanelSpec m_spec;
    PanelServices m_services;
    State m_state = State::Loading;
    std::vector<Definition> m_metrics;
    std::stop_source m_stop;
    std::uint64_t m_generation = 0;
    bool m_isStale = true;
    bool m_isMaximised = false;
    RefreshPace m_pace;
    QElapsedTimer m_elapsed;
    QLabel *m_title;
    QLabel *m_subtitle;
    QToolButton *m_menuButton;
    QLabel *m_age; ///< as of when what a source showed is, where that is to be known (S6)
    QLabel *m_note;
    QWidget *m_body;
    QStackedLayout *m_stack;
    StateView *m_stateView;
    QWidget *m_content = nullptr;
    LoadingVeil *m_veil = nullptr;
};

} // namespace tidemark
