// What any program costs.
return 0;
