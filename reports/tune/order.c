/* order.c - an order of candidates, in a line. */
#include "reports/tune/order.h"

const char *order_text(struct arena *a, const struct profile *p,
		       const struct model_score *scores, bool percent, bool figures)
{
	size_t n = p->platform_count - 1;
	const char *text = "";

	for (int rank = 1; rank <= (int)n; rank++) {
		const struct model_score *last = NULL;

		for (size_t i = 0; i < n; i++) {
			if (scores[i].rank != rank)
				continue;
			text = arena_printf(a, "%s%s%s", text,
					    last    ? " = "
					    : *text ? " > "
						    : "",
					    profile_platform_title(p, i + 1));
			last = &scores[i];
		}
		if (last == NULL || !figures)
			continue;
		text = percent ? arena_printf(a, "%s %.1f %%", text, last->percent)
			       : arena_printf(a, "%s %d", text, last->sum);
	}
	return text;
}
