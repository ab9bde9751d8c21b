// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/quick_entry.h"

#include "app/settings.h"
#include "model/core/continue_on.h"
#include "model/store/local_store.h"
#include "views/entry/quick_entry_window.h"

#include <utility>

namespace tidemark {

QuickEntry::QuickEntry(const Clock &clock, const theme::Theme &theme, const Settings &settings)
    : m_theme(theme)
    , m_context(clock)
{
    const FormatChoices choices = formatChoices(settings, QLocale());
    m_context.setZone(choices.zone);
    m_context.setWeekStart(choices.firstDayOfWeek());
    m_formatter = Formatter(choices);
}

QuickEntry::~QuickEntry()
{
    m_window.reset();
}

void QuickEntry::open(const QString &storePath)
{
    store::OpenOptions options;
    options.path = storePath;
    options.author = qEnvironmentVariable("USER", tr("local user"));
    options.clock = &m_context.clock();
    continueOn(this, store::LocalStore::open(options),
               [this](const Result<std::shared_ptr<store::LocalStore>> &opened) {
                   if (!opened)
                       Q_EMIT failed(opened.error());
                   else if (const QString reason = (*opened)->readOnlyReason(); !reason.isEmpty())
                       Q_EMIT failed({ErrorCode::ReadOnly, reason, {}});
                   else
                       show(*opened);
               });
}

void QuickEntry::show(const std::shared_ptr<store::LocalStore> &store)
{
    m_store = store;
    m_window =
        std::make_unique<QuickEntryWindow>(m_store->ports(), &m_context, m_formatter, m_theme);
    m_window->show();
    Q_EMIT shown();
}

} // namespace tidemark
