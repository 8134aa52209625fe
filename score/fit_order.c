/* fit_order.c - thresholds that give an order. */
#include "score/fit_private.h"

enum fit_outcome fit_order(struct fit_work *w, const bool *use)
{
	(void)w;
	(void)use;
	return FIT_NOT_FOUND;
}

void fit_order_conflict(struct fit_work *w)
{
	(void)w;
}
